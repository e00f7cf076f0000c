import type { SourceSettings } from '../../config/types';
import { type Completeness, NOT_CONFIGURED, type TableNames, type TableOutcome } from '../../publishing/completeness';
import { glueTableOf } from './destination';
import { TableNameCollisionError } from './errors';
import type { ExportWarning, TableInfo } from './info-files';
import { folderName, parseTableFolder, parseTarget, type SourceTable } from './table-name';

/** `exportOnly` names the table and the export lacks it. */
export const MISSING = 'MISSING';

type Source = Pick<SourceSettings, 'engine' | 'databases' | 'exportOnly'>;

/** `undefined`: complete, or nothing is said. A warning without a status is taken for the reason why it is not complete. */
function incompleteReason({ status, warning }: TableInfo): string | undefined {
  if (status !== undefined && /^completed?$/i.test(status)) return undefined;
  return warning ?? status;
}

/** Whole tables of `exportOnly`: three names in PostgreSQL, two in MySQL. */
function namedTables({ engine, exportOnly = [], databases }: Source): string[] {
  const names = engine === 'postgres' ? 2 : 1;
  return exportOnly.filter((target) => {
    const database = databases.find((db) => target.startsWith(`${db}.`));
    return database !== undefined && target.slice(database.length + 1).split('.').length >= names;
  });
}

interface Known {
  readonly databaseFolder: string;
  readonly tableFolder: string;
  readonly names: TableNames;
  reason?: string;
  files: number;
  bytes: number;
}

/**
 * Gathers what anything tells of tables (RDS's tables info, its warnings, the listing, the configuration) and judges each: EXPORTED with files, EMPTY
 * without, SKIPPED when RDS says so (files there may be are a part of it only) or when nobody wants it.
 */
export class CompletenessJudge {
  readonly #tables = new Map<string, Known>();
  readonly #general = new Set<string>();
  readonly #databaseFolders: readonly string[];

  constructor(
    readonly source: Source,
    listedDatabaseFolders: readonly string[],
    readonly glueDatabaseOf: (database: string) => string,
  ) {
    this.#databaseFolders = [...new Set([...source.databases.map(folderName), ...listedDatabaseFolders])];
  }

  addTablesInfo(infos: readonly TableInfo[]): void {
    for (const info of infos) {
      const reason = incompleteReason(info);
      const isTable = this.#note(info.target, reason);
      const said = isTable && reason !== undefined ? undefined : (reason ?? info.warning);
      if (said !== undefined) this.#general.add(`${info.target}: ${said}`);
    }
  }

  addWarnings(warnings: readonly ExportWarning[]): void {
    for (const { target, reason } of warnings) {
      if (target === undefined) this.#general.add(reason);
      else if (!this.#note(target, reason)) this.#general.add(`${target}: ${reason}`);
    }
  }

  /** A folder that was listed; `files` and `bytes` of data found in it now. */
  addListed(databaseFolder: string, tableFolder: string, files = 0, bytes = 0): void {
    const known = this.#known(databaseFolder, tableFolder);
    known.files += files;
    known.bytes += bytes;
  }

  /** `undefined`: not to be published. Complete once infos and warnings have been added. */
  publishedNames(databaseFolder: string, tableFolder: string): TableNames | undefined {
    const { names, reason } = this.#known(databaseFolder, tableFolder);
    return reason === undefined ? names : undefined;
  }

  /** Throws {@link TableNameCollisionError} when two published tables would share a folder. */
  judge(): Completeness {
    for (const target of namedTables(this.source)) this.#expect(target);
    const tables = [...this.#tables.values()].map(outcome);
    refuseCollisions(tables);
    return { tables, warnings: [...this.#general] };
  }

  /** False when the target is no table. Without a reason, RDS counts the table as complete. */
  #note(target: string, reason: string | undefined): boolean {
    const { databaseFolder, tableFolder } = parseTarget(this.source.engine, target, this.#databaseFolders);
    if (tableFolder === undefined) return false;
    const known = this.#known(databaseFolder, tableFolder);
    known.reason ??= reason;
    return true;
  }

  #expect(target: string): void {
    const { databaseFolder, tableFolder } = parseTarget(this.source.engine, target, this.#databaseFolders);
    if (tableFolder !== undefined && !this.#tables.has(`${databaseFolder}/${tableFolder}`)) this.#note(target, MISSING);
  }

  #known(databaseFolder: string, tableFolder: string): Known {
    const key = `${databaseFolder}/${tableFolder}`;
    const known = this.#tables.get(key) ?? this.#newTable(databaseFolder, tableFolder);
    this.#tables.set(key, known);
    return known;
  }

  #newTable(databaseFolder: string, tableFolder: string): Known {
    const { engine, databases } = this.source;
    const configured = databases.find((db) => folderName(db) === databaseFolder);
    const database = configured ?? databaseFolder;
    const table: SourceTable = parseTableFolder(engine, databaseFolder, tableFolder);
    const names = { database, ...table, glueDatabase: this.glueDatabaseOf(database), glueTable: glueTableOf(table) };
    const reason = configured === undefined ? NOT_CONFIGURED : undefined;
    return { databaseFolder, tableFolder, names, reason, files: 0, bytes: 0 };
  }
}

function outcome({ names, reason, files, bytes }: Known): TableOutcome {
  if (reason !== undefined) return { ...names, status: 'SKIPPED', reason, files: 0, bytes: 0 };
  return { ...names, status: files > 0 ? 'EXPORTED' : 'EMPTY', files, bytes };
}

function refuseCollisions(tables: readonly TableOutcome[]): void {
  const byName = new Map<string, TableOutcome>();
  for (const table of tables) {
    if (table.status === 'SKIPPED') continue;
    const name = `${table.glueDatabase}.${table.glueTable}`;
    const other = byName.get(name);
    if (other !== undefined) throw new TableNameCollisionError(name, [other, table]);
    byName.set(name, table);
  }
}
