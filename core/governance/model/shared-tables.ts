import { type GovernancePolicy, rulesOf, type TableRules } from './policy';

/** The policy shows the table to somebody: by `share`, or through a filter. */
export const isShown = ({ isShared, filters }: Pick<TableRules, 'isShared' | 'filters'>): boolean =>
  isShared || filters.length > 0;

/** Tables of one Glue database that the policy shows to somebody, sorted. An export is expected to have them. */
export const sharedTables = (policy: GovernancePolicy, database: string): string[] =>
  Object.entries(rulesOf(policy, { database }).tables)
    .filter(([, rules]) => isShown(rules))
    .map(([table]) => table);

interface NamedTable {
  readonly glueDatabase: string;
  readonly glueTable: string;
}

/** `database.table` of those that the policy shows to somebody. */
export function sharedAmong(policy: GovernancePolicy, tables: readonly NamedTable[]): string[] {
  const databases = [...new Set(tables.map(({ glueDatabase }) => glueDatabase))];
  const shared = new Set(databases.flatMap((db) => sharedTables(policy, db).map((table) => `${db}.${table}`)));
  return tables.map(({ glueDatabase, glueTable }) => `${glueDatabase}.${glueTable}`).filter((name) => shared.has(name));
}
