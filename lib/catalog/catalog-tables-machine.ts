import type { Construct } from 'constructs';
import { Machine } from '../shared/machine';
import type { PipelineProps } from '../shared/pipeline';
import type { PipelineFunction } from '../shared/pipeline-function';

export interface CatalogTablesMachineProps extends PipelineProps {
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
