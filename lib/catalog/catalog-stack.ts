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
import { DeployedPolicy } from './deployed-policy';
import { ForeignFindings } from './foreign-findings';

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
    const applyGovernance = new ApplyGovernance(this, 'ApplyGovernance', { ...parts, role, ledger });
    const policy = new DeployedPolicy(this, 'DeployedPolicy', { settings, ledger, key });
    // only once the function has it
    policy.record.node.addDependency(applyGovernance);
    new ForeignFindings(this, 'ForeignFindings', { settings, monitoring, applyGovernance });
    const machine = new CatalogTablesMachine(this, 'CatalogTablesMachine', {
      ...parts,
      crawlTables: new CrawlTables(this, 'CrawlTables', parts),
      applyGovernance,
    });
    this.catalogTables = machine;
    new CfnOutput(this, 'CatalogTablesMachineArn', { value: machine.stateMachine.stateMachineArn });
  }
}
