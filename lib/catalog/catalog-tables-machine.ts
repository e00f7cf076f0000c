import type { Construct } from 'constructs';
import type { LambdaFunction } from '../shared/lambda-function';
import { Machine } from '../shared/machine';
import type { CatalogProps } from './catalog-props';

export interface CatalogTablesMachineProps extends CatalogProps {
  readonly crawlTables: LambdaFunction;
  readonly applyGovernance: LambdaFunction;
}

/** Crawls one database and governs it; nested wherever data arrive. */
export class CatalogTablesMachine extends Machine {
  constructor(scope: Construct, id: string, { crawlTables, applyGovernance, ...props }: CatalogTablesMachineProps) {
    super(scope, id, { ...props, machineName: 'catalog-tables', functions: [crawlTables, applyGovernance] });
  }
}
