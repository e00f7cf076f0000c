import { ownValue } from '../../own-value';
import { type DatabaseRules, NO_TABLE_RULES, type TableRules } from '../model/policy';
import { type CatalogState, locationOf, type TableState } from '../model/state';
import { isOfOthers } from '../model/tables-of-others';
import type { GovernanceProblem, Severity } from './problem';

/**
 * Tables where Lake Formation has nothing to restrict. People make views and tables of their own beside those of the
 * lake: they are named, and end no run. Only what the policy speaks of must be as lakeferry brings it.
 */
export function locationProblems(rules: DatabaseRules, live: CatalogState): GovernanceProblem[] {
  const database = ownValue(live.databases, rules.database)!;
  return Object.entries(database.tables).flatMap(([table, state]): GovernanceProblem[] => {
    if (state.isView !== true && locationOf(live, state.location) !== undefined) return [];
    const name = `${rules.database}.${table}`;
    const own = ownValue(rules.tables, table);
    if (state.isView === true) return [viewProblem(name, table, filteredBy(rules, own))];
    if (!isOfOthers(live, database, state)) return [unregistered(name, table, state)];
    return [tableOfOthers(name, table, state, own === undefined ? 'warning' : 'error')];
  });
}

/** The fields of the policy that open the table by a filter. */
function filteredBy({ wholeTables }: DatabaseRules, own: TableRules = NO_TABLE_RULES): string | undefined {
  if (own.filters.length > 0) return 'filters and namedFilters';
  return own.isShared && wholeTables === 'filters' ? 'share' : undefined;
}

/** A filter would be refused: Lake Formation filters tables only. */
const viewProblem = (name: string, table: string, fields: string | undefined): GovernanceProblem => ({
  code: 'VIEW',
  severity: fields === undefined ? 'warning' : 'error',
  table,
  message: fields
    ? `${name} is a view, and Lake Formation filters tables only. Take it out of ${fields}, and open the tables that it reads.`
    : `${name} is a view that somebody made. It has no data of its own: whoever asks it needs the tables that it reads, unless it is a Data Catalog view, which reads with the rights of its definer; \`npx lakeferry governance drift\` names those.`,
});

const unregistered = (name: string, table: string, { location }: TableState): GovernanceProblem => ({
  code: 'LOCATION_NOT_REGISTERED',
  severity: 'error',
  table,
  message: `${name}: its location ${location} is not registered with Lake Formation, so nothing is restricted. Deploy the lake stack, which registers the lake bucket.`,
});

const tableOfOthers = (
  name: string,
  table: string,
  { location }: TableState,
  severity: Severity,
): GovernanceProblem => ({
  code: 'TABLE_OF_OTHERS',
  severity,
  table,
  message: `${name} is a table that somebody else made: ${
    location === undefined ? 'it has no location' : `its location ${location} is outside the lake`
  }, so Lake Formation restricts nothing there. ${
    severity === 'error'
      ? 'Take it off the policy, or give the table another name.'
      : 'lakeferry opens it to nobody. To keep it apart, make it in a database of your own.'
  }`,
});
