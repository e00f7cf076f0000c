import type { Names } from '../../deployed-names';
import { ownValue } from '../../own-value';
import type { AccountsConfig } from '../accounts/types';
import { judgePrincipal } from '../fields';
import { fieldPath, type Problem } from '../problems';
import { governanceWithDefaults } from './defaults';
import { expressionTooLong, satisfies } from './tag-rules';
import type { GovernanceConfig } from './types';

/** Keys that lakeferry puts on columns and databases itself, of any installation. */
const OWN_KEYS = /^lakeferry(-[a-z][a-z0-9-]*)?-(columns|databases)$/;

/** What the policy must leave to lakeferry's own tags, and whom it opens tables to as a whole. */
export function judgeOwnTags(
  governance: GovernanceConfig,
  { names, accounts, region }: { readonly names: Names; readonly accounts: AccountsConfig; readonly region: string },
): Problem[] {
  return [
    ...judgeKeys(governance, names),
    ...judgeOpenByDefault(governance),
    ...judgeDatabaseExpression(governance, names),
    ...judgeOpenDatabases(governance),
    ...judgeGlueEtl(governance, accounts, region),
  ];
}

function judgeKeys(governance: GovernanceConfig, names: Names): Problem[] {
  return Object.entries(governanceWithDefaults(governance).tags).flatMap(([key, values]): Problem[] => {
    if (!OWN_KEYS.test(names.tagKey(key).toLowerCase())) return [];
    const fix = `would be LF-tag '${names.tagKey(key)}', which lakeferry keeps for itself: choose another key.`;
    return [{ path: fieldPath(['governance', 'tags', key]), value: values, fix }];
  });
}

/** It would open every table of every database, those that come later too. */
function judgeOpenByDefault(governance: GovernanceConfig): Problem[] {
  const { databaseTags, sharedTag } = governanceWithDefaults(governance);
  if (Object.keys(sharedTag).length === 0 || !satisfies(databaseTags, sharedTag)) return [];
  const fix =
    'is what governance.sharedTag opens tables by, so every table of every database would be shared: give databases another value, and list the tables under share.';
  return [{ path: fieldPath(['governance', 'databaseTags']), value: databaseTags, fix }];
}

/** Databases are found by every value of the shared tag's keys, in one expression. */
function judgeDatabaseExpression(governance: GovernanceConfig, names: Names): Problem[] {
  const { databaseTags, sharedTag, tags } = governanceWithDefaults(governance);
  const keys = Object.keys(databaseTags).filter(
    (key) => ownValue(sharedTag, key) !== undefined && ownValue(tags, key) !== undefined,
  );
  const expression = Object.fromEntries(keys.map((key) => [names.tagKey(key), ownValue(tags, key)!]));
  const tooLong = expressionTooLong({ ...expression, [names.ownTagKeys.databases]: ['governed'] });
  const [largest] = keys.sort((a, b) => ownValue(tags, b)!.length - ownValue(tags, a)!.length);
  if (tooLong === undefined || largest === undefined) return [];
  const fix = `has ${ownValue(tags, largest)!.length} values, by which databases are found, and ${tooLong}: use fewer or shorter values.`;
  return [{ path: fieldPath(['governance', 'tags', largest]), value: ownValue(tags, largest), fix }];
}

/** Tables that only the catalog knows can be given on by tag, and not by filters that name them. */
function judgeOpenDatabases(governance: GovernanceConfig): Problem[] {
  const { databaseTags, sharedTag, databases, readBy = [], wholeTables } = governanceWithDefaults(governance);
  if (wholeTables !== 'filters' && !readBy.includes('glue-etl')) return [];
  return Object.entries(databases).flatMap(([name, { tags = {} }]): Problem[] => {
    if (Object.keys(tags).length === 0 || !satisfies({ ...databaseTags, ...tags }, sharedTag)) return [];
    const fix =
      'open every table of the database, which filters cannot: list the tables under share, or leave wholeTables and readBy out.';
    return [{ path: fieldPath(['governance', 'databases', name, 'tags']), value: tags, fix }];
  });
}

function judgeGlueEtl(
  { glueEtlPrincipals = [] }: GovernanceConfig,
  accounts: AccountsConfig,
  region: string,
): Problem[] {
  return glueEtlPrincipals.flatMap((principal, i): Problem[] => {
    const fix =
      judgePrincipal(region)(principal) ??
      (accounts.analysts?.includes(principal) === true
        ? 'is one of accounts.analysts as well, who read by the tag policy, which Glue ETL does not honour: take it out there.'
        : principal === accounts.analytics
          ? "is accounts.analytics: say governance.readBy: ['athena', 'glue-etl'] instead."
          : undefined);
    return fix === undefined
      ? []
      : [{ path: fieldPath(['governance', 'glueEtlPrincipals', i]), value: principal, fix }];
  });
}
