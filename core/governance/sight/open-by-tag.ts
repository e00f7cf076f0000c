import { ownValue } from '../../own-value';
import { type GovernancePolicy, isOpen, type PolicyContext, rulesOf } from '../model/policy';
import type { CatalogState } from '../model/state';
import { columnTags } from '../model/tags';

/** The first table of which the tag policy of lakeferry opens a column as things are. */
export function openByTag(policy: GovernancePolicy, live: CatalogState, context: PolicyContext): string | undefined {
  const rules = rulesOf(policy, context);
  const database = ownValue(live.databases, context.database)!;
  if (rules.wholeTables === 'filters') return undefined;
  return Object.keys(database.tables)
    .sort()
    .find((name) => {
      const table = ownValue(database.tables, name)!;
      return table.columns.some((column) => isOpen(rules, columnTags(database, table, column.name)));
    });
}
