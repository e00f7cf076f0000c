import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { Machine } from '../shared/machine';
import type { PipelineFunction } from '../shared/pipeline-function';

export interface CatalogTablesMachineProps {
  readonly settings: Settings;
  readonly key: IKey;
  readonly crawlTables: PipelineFunction;
  readonly applyGovernance: PipelineFunction;
}

/** Crawls one database and governs it; nested wherever data arrive. */
export class CatalogTablesMachine extends Machine {
  constructor(scope: Construct, id: string, props: CatalogTablesMachineProps) {
    const { settings, key, crawlTables, applyGovernance } = props;
    super(scope, id, { machineName: 'catalog-tables', settings, key, functions: [crawlTables, applyGovernance] });
  }
}
