import type { DatabasePolicy, SourceConfig } from '../../core/config/types';
import { glueTableName } from '../../core/names';
import { ownValue } from '../../core/own-value';
import { foldersOf, glueTableOf } from '../../core/snapshots/layout';

export interface GeneratedTable {
  readonly schema: string;
  readonly table: string;
  /** As the policy names it. */
  readonly catalogName: string;
}

const SAMPLE = 'sample';

/** The tables that a policy and `exportOnly` name, as far as they are exported; one table where they name none. */
export function generatedTables(source: SourceConfig, database: string, policy: DatabasePolicy): GeneratedTable[] {
  const named = [
    ...new Set([policy.filters, policy.namedFilters, policy.tables].flatMap((part) => Object.keys(part ?? {}))),
  ];
  const names = [...new Set([...(policy.share ?? []), ...named])];
  const tables = areasOf(source, database).flatMap((area) => tablesIn(area, names, source.engine));
  const aliased = tables.map((each) => ({ ...each, catalogName: aliasOf(source, database, each) ?? each.catalogName }));
  return [...new Map(aliased.map((table) => [table.catalogName, table])).values()];
}

/** Its name where the configuration gives it another one. */
function aliasOf(source: SourceConfig, database: string, { schema, table }: GeneratedTable): string | undefined {
  const target = source.engine === 'mysql' ? `${database}.${table}` : `${database}.${schema}.${table}`;
  return ownValue(source.aliases, target) === undefined ? undefined : glueTableOf(source, foldersOf(source, target)!);
}

/** A part of a database that is exported: a schema, perhaps one table of it. */
interface Area {
  readonly schema: string;
  readonly table?: string;
}

/** MySQL's one schema is named as the database. */
function areasOf({ engine, exportOnly = [] }: SourceConfig, database: string): Area[] {
  const whole = { schema: engine === 'mysql' ? database : 'public' };
  const areas = exportOnly
    .map((entry) => entry.split('.'))
    .filter(([name]) => name === database)
    .map(([, first, second]): Area => {
      if (first === undefined) return whole;
      return engine === 'mysql' ? { ...whole, table: first } : { schema: first, table: second };
    });
  return areas.length === 0 ? [whole] : areas;
}

function tablesIn({ schema, table }: Area, names: readonly string[], engine: SourceConfig['engine']): GeneratedTable[] {
  const inCatalog = (each: string): GeneratedTable => ({
    schema,
    table: each,
    catalogName: glueTableName(engine === 'mysql' ? undefined : schema, each),
  });
  if (table !== undefined) return [inCatalog(table)];
  const prefix = glueTableName(engine === 'mysql' ? undefined : schema, '');
  const found = names.filter((name) => name.startsWith(prefix) && name !== prefix);
  return (found.length === 0 ? [SAMPLE] : found.map((name) => name.slice(prefix.length))).map(inCatalog);
}
