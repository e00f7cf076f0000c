import { historyDatabase, stateDatabase } from '../../dynamodb/databases';
import { type PublishedTable, publishedTable } from '../../dynamodb/publishing/published-table';
import { stateTable } from '../../dynamodb/publishing/state-table';
import { accountSight } from '../../dynamodb/state/account-sight';
import { type DatabaseRules, isMeantOpen, rulesOf } from '../../governance/model/policy';
import { ownValue } from '../../own-value';
import type { Placed, Sharing } from '../branch';
import { governanceWithDefaults } from '../governance/defaults';
import type { DatabasePolicy } from '../governance/types';
import { fieldPath, type Problem } from '../problems';
import { problemAt } from './problem-at';
import { tableName } from './table-name';
import type { TableStreamConfig } from './types';

/**
 * A published table that is shared with the analytics account has its current state there, which needs keys, version,
 * sequence, event and source.
 */
export function judgeSharedStates(entries: readonly Placed<TableStreamConfig>[], sharing: Sharing): Problem[] {
  if (sharing.accounts.analytics === undefined) return [];
  return entries.filter(({ entry }) => entry.to === undefined).flatMap((placed) => judgeEntry(placed, sharing));
}

function judgeEntry({ index, entry }: Placed<TableStreamConfig>, sharing: Sharing): Problem[] {
  const { accounts, place, partitionKey, databases } = sharing;
  const governance = governanceWithDefaults(sharing.governance);
  const { key } = historyDatabase(place, entry.name);
  const rules = rulesOf(governance, { database: key, analytics: accounts.analytics });
  const policy = governance.databases[key] ?? {};
  const tables = (entry.publish ?? []).map((each) =>
    publishedTable({ ...each, table: tableName(each.table) }, partitionKey),
  );
  const shared = tables.flatMap((table) => {
    const sight = accountSight(rules, table);
    return sight === undefined ? [] : [{ table, sight }];
  });
  const openStates = tables.flatMap((table) => judgeOpenState(key, policy, rules, table));
  const current = stateDatabase(place, entry.name).key;
  const taken = shared.length > 0 && databases.includes(current);
  return [
    ...openStates,
    ...shared.flatMap(({ table: { glueTable }, sight: { missing } }) =>
      missing.length === 0 ? [] : [unagreed(key, policy, glueTable, missing)],
    ),
    ...(taken
      ? [
          problemAt(
            index,
            ['name'],
            entry.name,
            `has its current state in a database '${current}' of the analytics account, where a link has that name: choose another name for one of both.`,
          ),
        ]
      : []),
  ];
}

/**
 * Where the database's tags open whatever is in it, a table whose columns are told apart has a daily state that is open
 * with all its columns.
 */
function judgeOpenState(
  key: string,
  policy: DatabasePolicy,
  rules: DatabaseRules,
  { glueTable, state }: PublishedTable,
): Problem[] {
  const name = stateTable(glueTable);
  const isNamed = (table: string): boolean => ownValue(rules.tables, table) !== undefined;
  if (state === undefined || !isMeantOpen(rules, rules.databaseTags) || isNamed(name) || !isNamed(glueTable)) return [];
  const fix = `open '${name}' with all its columns, and what is seen of '${glueTable}' is told by itself: say of '${name}' too what is seen, in \`filters\` or \`tables\`, or list it in \`share\`.`;
  return [{ path: fieldPath(['governance', 'databases', key, 'tags']), value: policy.tags, fix }];
}

/** At the filter of the account, or at the columns whose tags hide them. */
function unagreed(key: string, policy: DatabasePolicy, table: string, missing: readonly string[]): Problem {
  const at = ['governance', 'databases', key];
  const named = Object.keys(policy.namedFilters?.[table] ?? {})[0];
  const why = `so the analytics account cannot tell the current state of '${table}'`;
  const list = missing.map((name) => `'${name}'`).join(', ');
  const filter = policy.filters?.[table];
  if (filter !== undefined) {
    return {
      path: fieldPath([...at, 'filters', table, 'columns']),
      value: filter.columns,
      fix: `lacks ${list}, ${why}: add what is missing.`,
    };
  }
  if (named !== undefined) {
    const { columns } = policy.namedFilters![table]![named]!;
    return {
      path: fieldPath([...at, 'namedFilters', table, named, 'columns']),
      value: columns,
      fix: `lacks ${list}, ${why}: add what is missing.`,
    };
  }
  return {
    path: fieldPath([...at, 'tables', table, 'columns']),
    value: undefined,
    fix: `hides ${list} by tags, ${why}: take the tags of these columns out.`,
  };
}
