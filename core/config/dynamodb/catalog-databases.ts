import { historyDatabase, landingDatabase } from '../../dynamodb/databases';
import { LANDING_TABLE } from '../../dynamodb/landing';
import { dailyStatesFolder, stateTable } from '../../dynamodb/publishing/state-table';
import type { CatalogDatabase } from '../../lake/catalog-database';
import type { LakePlace } from '../../lake/database-names';
import { catalogName } from '../../names';
import type { Placed } from '../branch';
import { fieldPath, neverArrives } from '../problems';
import { DYNAMODB } from './problem-at';
import { tableName } from './table-name';
import type { DailyState, TableStreamConfig } from './types';

type PublishingEntry = Pick<TableStreamConfig, 'name' | 'publish' | 'to'>;

/** Whether rows of an entry land in this account. */
export const landsHere = ({ to }: Pick<PublishingEntry, 'to'>): boolean => to === undefined;

/** Where tables land that are published. */
export const publishesHere = ({ publish = [], to }: PublishingEntry): boolean =>
  publish.length > 0 && landsHere({ to });

/** Whether rows that land here are in tables. */
export const publishesAnything = ({ dynamodb }: { readonly dynamodb: readonly PublishingEntry[] }): boolean =>
  dynamodb.some(publishesHere);

/** Two for each entry that publishes: the history of its tables, and the rows as they arrive. */
export const tableStreamDatabases = (
  entries: readonly Placed<PublishingEntry>[],
  place: LakePlace,
): CatalogDatabase[] =>
  entries
    .filter(({ entry }) => publishesHere(entry))
    .flatMap(({ index, entry: { name, publish = [] } }): CatalogDatabase[] => {
      const about = { branch: DYNAMODB, declaredAt: fieldPath([DYNAMODB, index, 'name']) };
      const source = { id: name, database: name };
      const history = historyDatabase(place, name);
      const hasStates = publish.some(({ state }) => state !== undefined);
      return [
        {
          ...history,
          ...about,
          ...(hasStates ? { expiringFolder: dailyStatesFolder(history.folder) } : {}),
          ...{ filledBy: 'registration', bucket: 'lake', source },
          columnsAt: `${fieldPath([DYNAMODB, index, 'publish'])}[].columns`,
          description: `Changes of DynamoDB tables of ${name}, by lakeferry`,
        },
        {
          ...landingDatabase(place, name),
          ...about,
          ...{ filledBy: 'declaration', bucket: 'landing', source },
          description: `Changes of DynamoDB tables of ${name} as they arrive, by lakeferry`,
        },
      ];
    });

const glueTablesOf = (glueTable: string, state: DailyState | undefined): string[] =>
  state === undefined ? [glueTable] : [glueTable, stateTable(glueTable)];

/** Tables of these databases are known: those that are published, and the one of rows as they arrive. */
export function publishWithout(
  entries: readonly Placed<PublishingEntry>[],
  { source, filledBy }: CatalogDatabase,
  glueTable: string,
): string | undefined {
  const found = entries.find(({ entry }) => entry.name === source.id);
  if (found === undefined) return undefined;
  if (filledBy === 'declaration')
    return glueTable === LANDING_TABLE
      ? undefined
      : `is not a table of this database, which has '${LANDING_TABLE}' alone, with the rows of all tables: name that.`;
  const { publish = [] } = found.entry;
  const list = [DYNAMODB, found.index, 'publish'] as const;
  const glueTables = publish.map(({ table }) => catalogName(tableName(table)));
  if (publish.some(({ state }, i) => glueTablesOf(glueTables[i]!, state).includes(glueTable))) return undefined;
  const stateless = glueTables.findIndex((name) => stateTable(name) === glueTable);
  return stateless < 0
    ? neverArrives(fieldPath(list))
    : `never arrives: write state: 'daily' at ${fieldPath([...list, stateless])}, or take it out here.`;
}
