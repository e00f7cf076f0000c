import { columnsInPredicate } from '../config/governance/row-predicate';
import type { DatabasePolicy, Settings } from '../config/types';
import type { DeclaredTable } from '../lake/declared-table';
import { ownValue } from '../own-value';
import { columnName } from './column-name';
import { landingDatabase } from './databases';
import { LANDING_TABLE, landingFolder } from './landing';
import { EVENT_DATE } from './names';
import { declaredColumns } from './publishing/declared-columns';
import { ENVELOPE } from './row';

type LandingSettings = Pick<Settings, 'dynamodb' | 'environment' | 'governance' | 'lake'>;

/** Before anything can have arrived. Athena asks S3 for every day since then that a query does not leave out. */
const FIRST_DATE = '2020-01-01';

/**
 * The table over an entry's rows as they arrive. A query computes its partitions from the dates that it asks for, so
 * rows can be read as soon as their file is there, and nothing registers them. It has the columns of every row, the
 * keys of published tables, and what the policy names: any other attribute is hidden, and in no column.
 */
export function landingTable(settings: LandingSettings, entry: string): DeclaredTable {
  return {
    name: LANDING_TABLE,
    description: 'Changes of DynamoDB tables as they arrive, by lakeferry',
    folder: landingFolder(entry),
    columns: columnsOf(settings, entry),
    partitionKey: EVENT_DATE,
    parameters: {
      EXTERNAL: 'TRUE',
      classification: 'json',
      'projection.enabled': 'true',
      [`projection.${EVENT_DATE}.type`]: 'date',
      [`projection.${EVENT_DATE}.format`]: 'yyyy-MM-dd',
      [`projection.${EVENT_DATE}.range`]: `${FIRST_DATE},NOW`,
    },
  };
}

function columnsOf({ dynamodb, environment, governance, lake }: LandingSettings, entry: string) {
  const { publish = [] } = dynamodb.find(({ name }) => name === entry) ?? {};
  const keys = publish.flatMap((table) => table.keys.map((key) => columnName([key], lake.partitionKey)));
  const policy = ownValue(governance.databases, landingDatabase({ environment, lake }, entry).name) ?? {};
  const envelope = Object.values(ENVELOPE).map(({ name, type }) => ({ name: name as string, type: type as string }));
  const taken = new Set([EVENT_DATE, ...envelope.map(({ name }) => name)]);
  const declared = publish.flatMap(declaredColumns);
  const attributes = [...new Set([...keys, ...declared, ...namedIn(policy)])].filter((name) => !taken.has(name)).sort();
  return [...envelope, ...attributes.map((name) => ({ name, type: 'string' }))];
}

/** Columns of the table that the policy says something about. */
function namedIn({ filters, namedFilters, tables }: DatabasePolicy): string[] {
  const own = ownValue(filters, LANDING_TABLE);
  const all = [...(own === undefined ? [] : [own]), ...Object.values(ownValue(namedFilters, LANDING_TABLE) ?? {})];
  return [
    ...all.flatMap(({ columns, rows }) => [...columns, ...(rows === undefined ? [] : columnsInPredicate(rows))]),
    ...Object.keys(ownValue(tables, LANDING_TABLE)?.columns ?? {}),
  ];
}
