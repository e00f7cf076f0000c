import { createHash } from 'node:crypto';
import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import { currentState, quotedName } from '../../core/dynamodb/current-state';

const SAVED_QUERY_ROWS = 100;
/** Athena takes 128 characters; names of a database and a table can have 127 and 255. */
const MAX_NAME_CHARS = 128;
const HASH_CHARS = 8;

export interface SavedTable {
  readonly database: string;
  readonly table: string;
  /** Columns of keys: the query is for the current state of a table of changes. @default it is for rows of today */
  readonly stateBy?: readonly string[];
}

export interface SavedQueriesProps {
  readonly tables: readonly SavedTable[];
  /** Its name. */
  readonly workgroup: string;
  readonly partitionKey: string;
  /** Whose today it is. */
  readonly timeZone: string;
}

/**
 * Saved queries of tables: `*` is what was granted, and no more. The date is today's. The last date with rows
 * would be yesterday's for a table that is empty today.
 */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { tables, workgroup, partitionKey, timeZone }: SavedQueriesProps) {
    super(scope, id);
    for (const each of tables) {
      const { what, description, queryString } =
        each.stateBy === undefined ? queryOfToday(each, partitionKey, timeZone) : queryOfState(each, each.stateBy);
      const { database, table } = each;
      new CfnNamedQuery(this, each.stateBy === undefined ? `${database}.${table}` : `${database}.${table} ${what}`, {
        name: fitted(`${database}.${table}: ${what}`),
        description,
        database,
        workGroup: workgroup,
        queryString,
      });
    }
  }
}

interface Query {
  readonly what: string;
  readonly description: string;
  readonly queryString: string;
}

const sourceOf = ({ database, table }: SavedTable): string => `${quotedName(database)}.${quotedName(table)}`;

const queryOfToday = (saved: SavedTable, partitionKey: string, timeZone: string): Query => ({
  what: 'today',
  description: `All that this role may see of today (${timeZone}). No rows: the table is empty, or today is not published yet.`,
  queryString: `SELECT *\nFROM ${sourceOf(saved)}\nWHERE ${quotedName(partitionKey)} = ${todayIn(timeZone)} -- or another date: '2026-01-31'\nLIMIT ${SAVED_QUERY_ROWS}`,
});

/** It reads every date, of the columns that the role sees. */
const queryOfState = (saved: SavedTable, keys: readonly string[]): Query => ({
  what: 'current state',
  description: 'The items as they are after all published changes, in all columns that this role may see.',
  queryString: `${currentState({ from: sourceOf(saved), keys })}\nLIMIT ${SAVED_QUERY_ROWS}`,
});

/** A session of Athena is in UTC. */
const todayIn = (timeZone: string): string =>
  timeZone === 'UTC'
    ? 'CAST(current_date AS varchar)'
    : `CAST(CAST(current_timestamp AT TIME ZONE '${timeZone}' AS date) AS varchar)`;

/** A name that is too long keeps its beginning; a hash of the whole tells it from others that begin so. */
function fitted(name: string): string {
  if (name.length <= MAX_NAME_CHARS) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_CHARS);
  return `${name.slice(0, MAX_NAME_CHARS - HASH_CHARS - 1)}~${hash}`;
}
