import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LakeStack } from '../lake/lake-stack';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import type { IMachine } from '../shared/machine';
import type { Monitoring } from '../shared/monitoring';
import { ApplyGovernance } from './apply-governance';
import type { CatalogProps } from './catalog-props';
import { CatalogTablesMachine } from './catalog-tables-machine';
import { CrawlTables } from './crawl-tables';

export interface CatalogStackProps extends LakeferryStackProps {
  readonly lake: LakeStack;
  readonly monitoring: Monitoring;
}

/**
 * Crawls and governs every database of the lake. Each branch nests its machine, so it is a stack of its own: a branch
 * can be deleted and the others keep their catalog. It holds no data.
 */
export class CatalogStack extends LakeferryStack {
  readonly catalogTables: IMachine;

  constructor(scope: Construct, id: string, { settings, lake, monitoring, ...props }: CatalogStackProps) {
    super(scope, id, { settings, description: 'lakeferry: crawls and governs the databases of the lake', ...props });
    const { key, ledger, governanceRole } = lake;
    const parts: CatalogProps = { settings, key, monitoring };
    const role = governanceRole.withoutPolicyUpdates();
    const machine = new CatalogTablesMachine(this, 'CatalogTablesMachine', {
      ...parts,
      crawlTables: new CrawlTables(this, 'CrawlTables', parts),
      applyGovernance: new ApplyGovernance(this, 'ApplyGovernance', { ...parts, role, ledger }),
    });
    this.catalogTables = machine;
    new CfnOutput(this, 'CatalogTablesMachineArn', { value: machine.stateMachine.stateMachineArn });
  }
}
