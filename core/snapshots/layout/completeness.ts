import type { SourceSettings } from '../../config/types';
import {
  type Completeness,
  MISSING,
  NOT_CONFIGURED,
  type TableNames,
  type TableOutcome,
} from '../../publishing/completeness';
import { aliasesOf, glueTableOf } from './aliases';
import { columnClash } from './column-clash';
import type { ExportWarning, TableInfo } from './info-files';
import { folderClash, nameClash } from './name-clash';
import { folderName, parseTableFolder, parseTarget, type SourceTable } from './table-name';

type Source = Pick<SourceSettings, 'engine' | 'databases' | 'exportOnly' | 'aliases'>;

/**
 * `undefined`: complete, or nothing is said. A warning without a status is taken for the reason why it is not complete.
 */
function incompleteReason({ status, warning }: TableInfo): string | undefined {
  if (status !== undefined && /^completed?$/i.test(status)) return undefined;
  return warning ?? status;
}

/** Three names in PostgreSQL, two in MySQL. */
function isNameOfTable({ engine, databases }: Source, target: string): boolean {
  const names = engine === 'postgres' ? 2 : 1;
  const database = databases.find((db) => target.startsWith(`${db}.`));
  return database !== undefined && target.slice(database.length + 1).split('.').length >= names;
}

/** What the judge must know of the lake. */
export interface LakeOfExport {
  readonly partitionKey: string;
  readonly glueDatabaseOf: (database: string) => string;
  /** Tables of a Glue database that the policy shows to somebody. */
  readonly sharedTablesOf: (glueDatabase: string) => readonly string[];
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
 * Gathers what anything tells of tables (RDS's tables info, its warnings, the listing, the configuration) and judges
 * each: EXPORTED with files, EMPTY without, SKIPPED when RDS says so (files there may be are a part of it only), when
 * the catalog could not tell its columns apart, or the table from another, or when nobody wants it.
 */
export class CompletenessJudge {
  readonly #tables = new Map<string, Known>();
  readonly #general = new Set<string>();
  /** What RDS's tables info names, by the folder of its name. */
  readonly #targets = new Map<string, string>();
  readonly #databaseFolders: readonly string[];
  readonly #aliases: ReadonlyMap<string, string>;

  constructor(
    readonly source: Source,
    listedDatabaseFolders: readonly string[],
    readonly lake: LakeOfExport,
  ) {
    this.#aliases = aliasesOf(source);
    this.#databaseFolders = [...new Set([...source.databases.map(folderName), ...listedDatabaseFolders])];
  }

  addTablesInfo(infos: readonly TableInfo[]): void {
    for (const info of infos) {
      const reason =
        incompleteReason(info) ??
        columnClash(info.columns ?? [], this.lake.partitionKey) ??
        this.#folderClash(info.target);
      const isTable = this.#note(info.target, reason);
      const said = isTable && reason !== undefined ? undefined : (reason ?? info.warning);
      if (said !== undefined) this.#general.add(`${info.target}: ${said}`);
    }
  }

  /** Two tables of which RDS writes the files into one folder: nothing can tell them apart there. */
  #folderClash(target: string): string | undefined {
    const folder = folderName(target);
    const first = this.#targets.get(folder) ?? target;
    this.#targets.set(folder, first);
    return first === target ? undefined : folderClash(first, target);
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

  /**
   * Leaves out every table that would share a folder and a table of the catalog with another one: readers of one would
   * read both. For the moment when every table is known and no file is planned. A table that RDS skipped counts too:
   * the name must not change its meaning from night to night.
   */
  skipNameClashes(): void {
    const byName = new Map<string, Known[]>();
    for (const known of this.#tables.values()) {
      if (known.reason === NOT_CONFIGURED) continue;
      const name = `${known.names.glueDatabase}.${known.names.glueTable}`;
      byName.set(name, [...(byName.get(name) ?? []), known]);
    }
    for (const clashing of byName.values()) {
      if (clashing.length === 1) continue;
      for (const known of clashing) {
        const others = clashing.filter((other) => other !== known);
        known.reason ??= nameClash(
          known.names,
          others.map(({ names }) => names),
        );
      }
    }
  }

  /** `undefined`: not to be published. Complete once infos and warnings have been added. */
  publishedNames(databaseFolder: string, tableFolder: string): TableNames | undefined {
    const { names, reason } = this.#known(databaseFolder, tableFolder);
    return reason === undefined ? names : undefined;
  }

  judge(): Completeness {
    const absent = this.#absentNames();
    for (const target of this.source.exportOnly ?? []) {
      if (isNameOfTable(this.source, target)) this.#expect(target);
    }
    const known = [...this.#tables.values()].map(outcome);
    return {
      tables: [...known, ...this.#sharedAndMissing(known)],
      warnings: [...this.#general, ...absent.map((name) => `${name}: ${MISSING}`)],
      absent,
    };
  }

  /** Databases, and databases and schemas of `exportOnly`, of which nothing names a table. */
  #absentNames(): string[] {
    const { databases, exportOnly = [] } = this.source;
    const wider = exportOnly.filter((target) => !isNameOfTable(this.source, target));
    return [...new Set([...databases, ...wider])].filter((name) => !this.#knowsTableOf(name));
  }

  #knowsTableOf(name: string): boolean {
    const database = this.source.databases.find((db) => name === db || name.startsWith(`${db}.`));
    if (database === undefined) return false;
    const schema = name === database ? '' : `${folderName(name.slice(database.length + 1))}.`;
    const prefix = `${folderName(database)}/${schema}`;
    return [...this.#tables.keys()].some((key) => key.startsWith(prefix));
  }

  #sharedAndMissing(known: readonly TableOutcome[]): TableOutcome[] {
    const names = new Set(known.map(({ glueDatabase, glueTable }) => `${glueDatabase}.${glueTable}`));
    return this.source.databases.flatMap((database) => {
      const glueDatabase = this.lake.glueDatabaseOf(database);
      return this.lake
        .sharedTablesOf(glueDatabase)
        .filter((glueTable) => !names.has(`${glueDatabase}.${glueTable}`))
        .map((glueTable): TableOutcome => {
          const place = { database, table: glueTable, glueDatabase, glueTable };
          return { ...place, status: 'SKIPPED', reason: MISSING, files: 0, bytes: 0 };
        });
    });
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
    const names = {
      database,
      ...table,
      glueDatabase: this.lake.glueDatabaseOf(database),
      glueTable: glueTableOf(this.source, { databaseFolder, tableFolder }, this.#aliases),
    };
    const reason = configured === undefined ? NOT_CONFIGURED : undefined;
    return { databaseFolder, tableFolder, names, reason, files: 0, bytes: 0 };
  }
}

function outcome({ names, reason, files, bytes }: Known): TableOutcome {
  if (reason !== undefined) return { ...names, status: 'SKIPPED', reason, files: 0, bytes: 0 };
  return { ...names, status: files > 0 ? 'EXPORTED' : 'EMPTY', files, bytes };
}
