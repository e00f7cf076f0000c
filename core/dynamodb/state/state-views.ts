import type { Settings } from '../../config/types';
import { rulesOf } from '../../governance/model/policy';
import { currentState, isOfItem, quotedName, stateColumns } from '../current-state';
import { historyDatabase, stateDatabase } from '../databases';
import { type PartitionColumn, partitionColumns } from '../publishing/partition-columns';
import { type PublishedTable, publishedTable } from '../publishing/published-table';
import { accountSight } from './account-sight';

/** A published table whose current state the analytics account can tell. */
export interface TableState {
  readonly entry: string;
  /** The Glue database of the history, here and as a link there. */
  readonly history: string;
  readonly table: PublishedTable;
}

/** A view of the current state, in the analytics account. */
export interface StateView extends TableState {
  /** The Glue database of views of the entry. */
  readonly database: string;
  readonly columns: readonly PartitionColumn[];
  readonly sql: string;
}

type Known = Pick<Settings, 'accounts' | 'dynamodb' | 'environment' | 'governance' | 'lake'>;

/** Tables of which the account is given what the state needs. */
export const statesThere = (settings: Known): TableState[] => judgedStates(settings).map(({ state }) => state);

/**
 * Views that name columns, so that nobody's view fails on a column that its reader does not see. Of a table that is
 * shared whole, attributes have to stand in the policy: without any, there is no view, and a query with `*` does it.
 */
export const stateViews = (settings: Known): StateView[] =>
  judgedStates(settings).flatMap(({ state, columns }): StateView[] => {
    const { table, history, entry } = state;
    const shown = stateColumns({ keys: table.keys, columns });
    if (shown.every((name) => table.keys.includes(name) || !isOfItem(name))) return [];
    const types = partitionColumns(table, columns);
    const from = `${quotedName(history)}.${quotedName(table.glueTable)}`;
    return [
      {
        ...state,
        database: stateDatabase(settings, entry).name,
        columns: shown.map((name) => types.find((column) => column.name === name)!),
        sql: currentState({ from, keys: table.keys, columns }),
      },
    ];
  });

/** By database, in the order of the configuration. */
export function viewsByDatabase(views: readonly StateView[]): (readonly [string, readonly StateView[]])[] {
  const names = [...new Set(views.map(({ database }) => database))];
  return names.map((name) => [name, views.filter(({ database }) => database === name)] as const);
}

interface JudgedState {
  readonly state: TableState;
  readonly columns: readonly string[];
}

function judgedStates(settings: Known): JudgedState[] {
  const { accounts, governance, dynamodb, lake } = settings;
  return dynamodb.flatMap(({ name: entry, publish }) => {
    const history = historyDatabase(settings, entry).name;
    const rules = rulesOf(governance, { database: history, analytics: accounts.analytics });
    return publish.flatMap((configured): JudgedState[] => {
      const table = publishedTable(configured, lake.partitionKey);
      const sight = accountSight(rules, table);
      if (sight === undefined || sight.missing.length > 0 || sight.inexactBy !== undefined) return [];
      return [{ state: { entry, history, table }, columns: sight.columns }];
    });
  });
}
