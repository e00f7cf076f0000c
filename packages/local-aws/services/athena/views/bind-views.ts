import type { DuckDBConnection } from '@duckdb/node-api';
import { databaseOfMissing } from '../missing-table';
import { QueryFailedError, queryFailure } from '../query-error';
import { quoted } from '../tables/sql-types';
import { identifiersOf, schemasOf, type VisibleTable } from '../visible-tables';
import { analyze } from './analyze';
import { decodeView, isView, type ViewDefinition } from './definition';
import { coerces, typeOfAthena, typeOfDuckDb } from './view-types';

export const CATALOG = 'awsdatacatalog';

/** What the caller of one query sees, its views too, and why some of them cannot be read. */
export class BoundViews {
  readonly #failures = new Map<string, QueryFailedError>();
  readonly #bound = new Set<string>();

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly visible: readonly VisibleTable[],
    /** The query's, for names without one. */
    private readonly database: string,
  ) {}

  /**
   * Makes the views in DuckDB, in an order in which each finds those that it names. They read the caller's tables, so
   * that a column hidden from the caller is not there for its views either. One that cannot be made is left out: only
   * the query tells whether it reads it. Files must be out of reach by now, because a view's SQL names what it likes.
   */
  async bind(views: readonly VisibleTable[]): Promise<void> {
    for (const view of views) await this.#bind(view, views);
    await this.#use(this.database);
  }

  /** Athena's words for DuckDB's complaint about a query. */
  failureOf(error: unknown, sql: string, database = this.database): QueryFailedError {
    const readable = this.visible.filter((each) => !this.#failures.has(fullName(each)));
    const failure = queryFailure(error, (table) =>
      databaseOfMissing(table, {
        sql,
        database,
        schemas: schemasOf(this.visible, this.database),
        tables: new Set(readable.map(fullName)),
      }),
    );
    const [, missing = ''] =
      /^TABLE_NOT_FOUND: Table 'awsdatacatalog\.(.+)' does not exist$/.exec(failure.reason) ?? [];
    return this.#failures.get(missing) ?? failure;
  }

  async #bind(view: VisibleTable, views: readonly VisibleTable[]): Promise<void> {
    const name = fullName(view);
    if (this.#bound.has(name)) return;
    // Before the views that it names: one that names itself through others ends here.
    this.#bound.add(name);
    try {
      const definition = decodeView(view.table);
      const named = identifiersOf(definition.originalSql);
      for (const inner of views) if (named.has(inner.table.name)) await this.#bind(inner, views);
      await this.#create(view, definition);
    } catch (error) {
      this.#failures.set(name, stored(name, error));
    }
  }

  async #create({ schema, table, sight }: VisibleTable, definition: ViewDefinition): Promise<void> {
    const { columns, schema: stored } = definition;
    const sql = definition.originalSql.replace(/;\s*$/, '');
    if (!schemasOf(this.visible, this.database).has(stored))
      throw new QueryFailedError(`SCHEMA_NOT_FOUND: Schema '${stored}' does not exist`);
    await this.#use(stored);
    const found = await analyze(this.connection, sql).catch((error: unknown) => {
      throw this.failureOf(error, sql, stored);
    });
    const why = staleness(definition, found);
    if (why !== undefined)
      throw new QueryFailedError(
        `VIEW_IS_STALE: View '${CATALOG}.${schema}.${table.name}' is stale or in invalid state: ${why}`,
      );
    const shown = columns
      .filter(({ name }) => sight.columns.includes(name.toLowerCase()))
      .map(({ name, type }) => `CAST(${quoted(name)} AS ${typeOfAthena(type)!.duckDb}) AS ${quoted(name)}`);
    const names = columns.map(({ name }) => quoted(name)).join(', ');
    // DuckDB looks for a view's names in the schema of the view itself; a table holds what they gave elsewhere.
    const kind = schema === stored ? 'VIEW' : 'TABLE';
    await this.connection.run(
      `CREATE ${kind} ${CATALOG}.${quoted(schema)}.${quoted(table.name)} AS SELECT ${shown.join(', ')} FROM (${sql}\n) AS stored(${names})`,
    );
  }

  async #use(schema: string): Promise<void> {
    await this.connection.run(`USE ${CATALOG}.${quoted(schema)}`);
  }
}

const fullName = ({ schema, table }: VisibleTable): string => `${schema}.${table.name}`;

/** The views that a query reads, directly or through others, as far as their names tell. */
export function namedViews(visible: readonly VisibleTable[], sql: string): VisibleTable[] {
  const views = visible.filter(({ table }) => isView(table));
  const named = new Set<VisibleTable>();
  const follow = (text: string): void => {
    const words = identifiersOf(text);
    for (const view of views) {
      if (named.has(view) || !words.has(view.table.name)) continue;
      named.add(view);
      follow(sqlOf(view));
    }
  };
  follow(sql);
  return [...named];
}

/** The SQL of a view, after the database of its names; nothing of a view that is none. */
export function sqlOf({ table }: VisibleTable): string {
  try {
    const { schema, originalSql } = decodeView(table);
    return `${quoted(schema)}\n${originalSql}`;
  } catch {
    return '';
  }
}

const PASSED_ON = /^(?:VIEW_IS_STALE|HIVE_INVALID_VIEW_DATA|NOT_SUPPORTED): /;

function stored(name: string, error: unknown): QueryFailedError {
  const { reason } = queryFailure(error, () => name);
  if (PASSED_ON.test(reason)) return new QueryFailedError(reason);
  const why = reason.replace(/^[A-Z_]+: /, '');
  return new QueryFailedError(`INVALID_VIEW: Failed analyzing stored view '${CATALOG}.${name}': ${why}`);
}

/** Why the stored columns are no longer what the query gives; undefined: they are. */
function staleness(
  { columns }: ViewDefinition,
  found: readonly { readonly name: string; readonly type: string }[],
): string | undefined {
  if (columns.length !== found.length)
    return `stored view column count (${columns.length}) does not match column count derived from the view query analysis (${found.length})`;
  for (const [i, { name, type }] of columns.entries()) {
    const from = typeOfDuckDb(found[i]!.type);
    const to = typeOfAthena(type);
    const what = `column [${found[i]!.name.toLowerCase()}] of type ${from?.athena ?? found[i]!.type} projected from query view at position ${i}`;
    const into = `column [${name}] of type ${type} stored in view definition`;
    if (found[i]!.name.toLowerCase() !== name.toLowerCase()) return `${what} has a different name from ${into}`;
    if (from === undefined || to === undefined || !coerces(from, to)) return `${what} cannot be coerced to ${into}`;
  }
  return undefined;
}
