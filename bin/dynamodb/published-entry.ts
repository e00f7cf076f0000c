import type { Settings } from '../../core/config/types';
import { historyDatabase } from '../../core/dynamodb/databases';
import { declaredColumns } from '../../core/dynamodb/publishing/declared-columns';
import { type PublishedTable, publishedTable } from '../../core/dynamodb/publishing/published-table';

/** An entry of `dynamodb` whose tables become partitions in the account of the configuration. */
export interface PublishedEntry {
  readonly name: string;
  /** The Glue database of their history. */
  readonly database: string;
  readonly tables: readonly EntryTable[];
}

export interface EntryTable extends PublishedTable {
  /** Columns that it has although no row may have had them yet. */
  readonly declared: readonly string[];
}

/** Throws for a name that no entry with published tables has. */
export function publishedEntry(settings: Settings, name: string): PublishedEntry {
  const entries = settings.dynamodb.filter(({ publish }) => publish.length > 0);
  const entry = entries.find((each) => each.name === name);
  if (entry === undefined) {
    const known = entries.map((each) => each.name).join(', ') || 'none';
    throw new Error(`The configuration publishes no tables of '${name}' (dynamodb[].publish). It publishes: ${known}.`);
  }
  return {
    name,
    database: historyDatabase(settings, name).name,
    tables: entry.publish.map((each) => ({
      ...publishedTable(each, settings.lake.partitionKey),
      declared: declaredColumns(each),
    })),
  };
}

/** One of its tables, as DynamoDB or Glue calls it; all of them without a name. */
export function tablesNamed({ name: entry, tables }: PublishedEntry, name?: string): readonly EntryTable[] {
  if (name === undefined) return tables;
  const found = tables.filter(({ table, glueTable }) => [table, glueTable].includes(name));
  if (found.length > 0) return found;
  const known = tables.map(({ table }) => table).join(', ');
  throw new Error(`Table '${name}' of '${entry}' is not published (dynamodb[].publish). It has: ${known}.`);
}
