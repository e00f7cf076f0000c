import type { Settings } from '../../core/config/types';
import { withGoverned } from '../../core/lake/governed-databases';
import { createHandler as applyGovernance } from '../../functions/catalog/apply-governance/handler';
import { createHandler as crawlTables } from '../../functions/catalog/crawl-tables/handler';
import { ENV } from '../../functions/shared/env';
import { UNPACED } from '../../functions/shared/lakeformation/pace';
import type { FunctionName, LocalResources, Place } from '../deploy/resources';
import { type LocalEffects, type LocalFunction, localFunctionOf } from './local-function';

type CatalogFunction = Extract<FunctionName, 'crawl-tables' | 'apply-governance'>;

/** The functions of the catalog's stack. */
export function catalogFunctions(
  settings: Settings,
  effectsOf: (name: FunctionName) => LocalEffects,
  resources: LocalResources,
  { accountId }: Place,
): Readonly<Record<CatalogFunction, LocalFunction>> {
  const localFunction = localFunctionOf(settings);
  const governance = { [ENV.ledgerTable]: resources.ledgerTable, [ENV.catalogId]: accountId };
  return {
    'crawl-tables': localFunction({ environment: {}, reads: ['environment'] }, (_env, settings) =>
      crawlTables({ ...effectsOf('crawl-tables'), settings }),
    ),
    'apply-governance': localFunctionOf(withGoverned(settings))(
      {
        environment: governance,
        reads: ['accounts', 'dynamodb', 'environment', 'governance', 'lake', 'landing', 'replications'],
      },
      (env, { accounts, dynamodb, environment, lake, landing, replications, governance: { governed, ...policy } }) => {
        const effects = effectsOf('apply-governance');
        return applyGovernance({
          ...effects,
          files: { s3: effects.s3, kms: effects.kms, settings: { dynamodb, environment, lake, landing, replications } },
          settings: { accounts, governance: policy },
          isDeployed: true,
          governed,
          ledgerTable: env(ENV.ledgerTable),
          catalogId: env(ENV.catalogId),
          // What is written here can be read at once, and virtual time stands still while a function runs.
          wait: async () => {},
          pace: UNPACED,
        });
      },
    ),
  };
}
