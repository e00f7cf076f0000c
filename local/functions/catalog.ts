import { createHandler as applyGovernance } from '../../functions/catalog/apply-governance/handler';
import { createHandler as crawlTables } from '../../functions/catalog/crawl-tables/handler';
import { ENV } from '../../functions/shared/env';
import type { FunctionName, LocalResources, Place } from '../deploy/resources';
import { type LocalEffects, type LocalFunction, localFunction } from './local-function';

type CatalogFunction = Extract<FunctionName, 'crawl-tables' | 'apply-governance'>;

/** The functions of the catalog's stack. */
export function catalogFunctions(
  effects: LocalEffects,
  resources: LocalResources,
  { accountId }: Place,
): Readonly<Record<CatalogFunction, LocalFunction>> {
  const governance = { [ENV.ledgerTable]: resources.ledgerTable, [ENV.catalogId]: accountId };
  return {
    'crawl-tables': localFunction({}, () => crawlTables(effects)),
    'apply-governance': localFunction(governance, (env) =>
      applyGovernance({
        ...effects,
        ledgerTable: env(ENV.ledgerTable),
        catalogId: env(ENV.catalogId),
        // What is written here can be read at once, and virtual time stands still while a function runs.
        wait: async () => {},
      }),
    ),
  };
}
