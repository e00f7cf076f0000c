import type {
  DatabaseIdentifier,
  DatabaseInput,
  PartitionInput,
  PrincipalPermissions,
  TableInput,
} from '@aws-sdk/client-glue';
import { type RequestContext, ServiceError } from '../../service';
import { Changes, DurableMap, type Store } from '../../store';

/** JSON through and through: no dates, so that it reads back from the store as it was written. */
export type StoredTableInput = Omit<TableInput, 'LastAccessTime' | 'LastAnalyzedTime'>;
export type StoredPartitionInput = Omit<PartitionInput, 'LastAccessTime' | 'LastAnalyzedTime'>;

export interface CatalogDatabase {
  /** The owning account. */
  readonly catalogId: string;
  /** Lower case. */
  readonly name: string;
  readonly input: DatabaseInput;
  readonly createTableDefaultPermissions: readonly PrincipalPermissions[];
  readonly target?: DatabaseIdentifier;
  readonly createdAt: number;
  readonly createdBy: string;
}

export interface CatalogTable {
  readonly catalogId: string;
  readonly databaseName: string;
  readonly name: string;
  readonly input: StoredTableInput;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** ARN; has all permissions on the table from the start. */
  readonly createdBy: string;
  readonly version: number;
}

export interface CatalogPartition {
  readonly catalogId: string;
  readonly databaseName: string;
  readonly tableName: string;
  readonly values: readonly string[];
  readonly input: StoredPartitionInput;
  readonly createdAt: number;
}

/** What Lake Formation does when something appears in or leaves the catalog, and what it lets others see. */
export interface CatalogGovernance {
  /** Default permissions of the account, for databases that name none of their own. */
  createTableDefaults(catalogId: string): readonly PrincipalPermissions[];
  databaseCreated(database: CatalogDatabase, changes: Changes): void;
  databaseDeleted(database: CatalogDatabase, changes: Changes): void;
  tableCreated(table: CatalogTable, defaults: readonly PrincipalPermissions[], changes: Changes): void;
  tableChanged(table: CatalogTable, before: CatalogTable, changes: Changes): void;
  tableDeleted(table: CatalogTable, changes: Changes): void;
  /** True when the location, or a folder above it, is registered. */
  isRegistered(location: string | undefined): boolean;
  /**
   * Whether a principal may put tables and partitions on a location: not on one that another account registered, unless
   * it was let.
   */
  mayUseLocation(principalArn: string, accountId: string, location: string | undefined): boolean;
  /**
   * Whether a crawler's role may make tables on a location: on a registered one only with DATA_LOCATION_ACCESS, or as
   * an administrator. AWS asks whoever makes a table; here callers of the lake's own account are not asked.
   */
  mayCrawlInto(roleArn: string, accountId: string, location: string | undefined): boolean;
  /** Whether a role of the catalog's account may make tables in a database. */
  mayCreateTable(roleArn: string, catalogId: string, database: string): boolean;
  /** Whether a principal of the catalog's account may change or drop a table. */
  mayChangeTable(principalArn: string, table: CatalogTable, right: 'ALTER' | 'DROP'): boolean;
  /** Columns that a principal of another account sees of a table; undefined: the table does not exist for it. */
  visibleToForeigner(principalArn: string, table: CatalogTable): Promise<readonly string[] | undefined>;
  /** Whether a principal of another account sees a database. */
  databaseVisibleToForeigner(principalArn: string, database: CatalogDatabase): Promise<boolean>;
}

/** What plain IAM is given by default: everything. */
export const IAM_ALLOWED: PrincipalPermissions = {
  Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
  Permissions: ['ALL'],
};

const UNGOVERNED: CatalogGovernance = {
  createTableDefaults: () => [IAM_ALLOWED],
  databaseCreated: () => {},
  databaseDeleted: () => {},
  tableCreated: () => {},
  tableChanged: () => {},
  tableDeleted: () => {},
  isRegistered: () => false,
  mayUseLocation: () => true,
  mayCrawlInto: () => true,
  mayCreateTable: () => true,
  mayChangeTable: () => true,
  visibleToForeigner: async () => undefined,
  databaseVisibleToForeigner: async () => false,
};

/**
 * Throws AccessDeniedException: otherwise one could read what is hidden through a table of one's own over the same
 * files.
 */
export function requireUsableLocation(
  { governance }: Catalog,
  location: string | undefined,
  { principalArn, accountId }: RequestContext,
): void {
  if (governance.mayUseLocation(principalArn, accountId, location)) return;
  throw new ServiceError('AccessDeniedException', `Insufficient Lake Formation permission(s) on ${location}`);
}

const valuesKey = (values: readonly string[]): string => JSON.stringify(values);

/**
 * The Glue Data Catalog of every account: databases, tables, partitions. Names are folded to lower case, as Glue does.
 */
export class Catalog {
  governance: CatalogGovernance = UNGOVERNED;
  /** Partitions by table key, then by values. */
  readonly #partitionsOf = new Map<string, Map<string, CatalogPartition>>();

  private constructor(
    private readonly store: Store,
    private readonly databaseMap: DurableMap<CatalogDatabase>,
    private readonly tableMap: DurableMap<CatalogTable>,
    /** Earlier versions of a table, oldest first. */
    private readonly versionMap: DurableMap<readonly CatalogTable[]>,
    private readonly partitionMap: DurableMap<CatalogPartition>,
  ) {
    const changed = (before: CatalogPartition | undefined, after: CatalogPartition | undefined): void => {
      if (before !== undefined) this.#partitionIndex(before).delete(valuesKey(before.values));
      if (after !== undefined) this.#partitionIndex(after).set(valuesKey(after.values), after);
    };
    for (const partition of partitionMap.values()) changed(undefined, partition);
    partitionMap.listen({ changed });
  }

  static async load(store: Store): Promise<Catalog> {
    return new Catalog(
      store,
      await DurableMap.load(store, 'glue-databases'),
      await DurableMap.load(store, 'glue-tables'),
      await DurableMap.load(store, 'glue-table-versions'),
      await DurableMap.load(store, 'glue-partitions'),
    );
  }

  // ---- databases ----

  database(catalogId: string, name: string): CatalogDatabase | undefined {
    return this.databaseMap.get(`${catalogId}/${name.toLowerCase()}`);
  }

  /** Throws EntityNotFoundException. */
  requireDatabase(catalogId: string, name: string): CatalogDatabase {
    const found = this.database(catalogId, name);
    if (found === undefined) throw new ServiceError('EntityNotFoundException', `Database ${name} not found.`);
    return found;
  }

  databases(catalogId: string): CatalogDatabase[] {
    return this.databaseMap
      .values()
      .filter((d) => d.catalogId === catalogId)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Makes several changes of the catalog, and what Lake Formation does at them, in one piece. */
  change<R>(change: (changes: Changes) => R): Promise<Awaited<R>> {
    return Changes.together(this.store, change);
  }

  createDatabase(database: CatalogDatabase, changes: Changes): void {
    if (this.database(database.catalogId, database.name) !== undefined) {
      throw new ServiceError('AlreadyExistsException', 'Database already exists.');
    }
    this.putDatabase(database, changes);
    this.governance.databaseCreated(database, changes);
  }

  putDatabase(database: CatalogDatabase, changes: Changes): void {
    changes.set(this.databaseMap, `${database.catalogId}/${database.name}`, database);
  }

  deleteDatabase(database: CatalogDatabase, changes: Changes): void {
    for (const table of this.tables(database.catalogId, database.name)) this.deleteTable(table, changes);
    changes.delete(this.databaseMap, `${database.catalogId}/${database.name}`);
    this.governance.databaseDeleted(database, changes);
  }

  // ---- tables ----

  table(catalogId: string, databaseName: string, name: string): CatalogTable | undefined {
    return this.tableMap.get(tableKey(catalogId, databaseName, name));
  }

  /** Throws EntityNotFoundException for the database or the table. */
  requireTable(catalogId: string, databaseName: string, name: string): CatalogTable {
    this.requireDatabase(catalogId, databaseName);
    const found = this.table(catalogId, databaseName, name);
    if (found === undefined) throw new ServiceError('EntityNotFoundException', `Table ${name} not found.`);
    return found;
  }

  /** In order of name. */
  tables(catalogId: string, databaseName: string): CatalogTable[] {
    const database = databaseName.toLowerCase();
    return this.tableMap
      .values()
      .filter((t) => t.catalogId === catalogId && t.databaseName === database)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  createTable(table: CatalogTable, changes: Changes): void {
    const database = this.requireDatabase(table.catalogId, table.databaseName);
    if (this.table(table.catalogId, table.databaseName, table.name) !== undefined) {
      throw new ServiceError('AlreadyExistsException', 'Table already exists.');
    }
    this.putTable(table, changes);
    this.governance.tableCreated(table, database.createTableDefaultPermissions, changes);
  }

  /** Throws EntityNotFoundException when the database is gone: its tables go with it. */
  putTable(table: CatalogTable, changes: Changes, { skipArchive = false } = {}): void {
    this.requireDatabase(table.catalogId, table.databaseName);
    const key = tableKey(table.catalogId, table.databaseName, table.name);
    const before = this.tableMap.get(key);
    changes.set(this.tableMap, key, table);
    if (before === undefined) return;
    if (!skipArchive) changes.set(this.versionMap, key, [...(this.versionMap.get(key) ?? []), before]);
    this.governance.tableChanged(table, before, changes);
  }

  /** The table and its earlier versions, newest first. */
  versions(table: CatalogTable): CatalogTable[] {
    const key = tableKey(table.catalogId, table.databaseName, table.name);
    return [...(this.versionMap.get(key) ?? []), table].reverse();
  }

  deleteTable(table: CatalogTable, changes: Changes): void {
    for (const partition of this.partitions(table)) this.deletePartition(partition, changes);
    const key = tableKey(table.catalogId, table.databaseName, table.name);
    changes.delete(this.tableMap, key);
    changes.delete(this.versionMap, key);
    this.governance.tableDeleted(table, changes);
  }

  // ---- partitions ----

  /** In order of values. */
  partitions(table: Pick<CatalogTable, 'catalogId' | 'databaseName' | 'name'>): CatalogPartition[] {
    const index = this.#partitionsOf.get(tableKey(table.catalogId, table.databaseName, table.name));
    if (index === undefined) return [];
    return [...index.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, partition]) => partition);
  }

  partition(table: CatalogTable, values: readonly string[]): CatalogPartition | undefined {
    return this.#partitionsOf.get(tableKey(table.catalogId, table.databaseName, table.name))?.get(valuesKey(values));
  }

  /** Throws EntityNotFoundException when the table is gone: its partitions go with it. */
  putPartition(partition: CatalogPartition, changes: Changes): void {
    this.requireTable(partition.catalogId, partition.databaseName, partition.tableName);
    changes.set(this.partitionMap, partitionKey(partition), partition);
  }

  deletePartition(partition: CatalogPartition, changes: Changes): void {
    changes.delete(this.partitionMap, partitionKey(partition));
  }

  #partitionIndex(p: CatalogPartition): Map<string, CatalogPartition> {
    const key = tableKey(p.catalogId, p.databaseName, p.tableName);
    const found = this.#partitionsOf.get(key) ?? new Map<string, CatalogPartition>();
    this.#partitionsOf.set(key, found);
    return found;
  }
}

const tableKey = (catalogId: string, databaseName: string, name: string): string =>
  `${catalogId}/${databaseName.toLowerCase()}/${name.toLowerCase()}`;

const partitionKey = (p: CatalogPartition): string =>
  `${tableKey(p.catalogId, p.databaseName, p.tableName)}/${valuesKey(p.values)}`;

/** Column names of a table, without its partition keys. */
export const columnsOf = (table: CatalogTable): string[] =>
  (table.input.StorageDescriptor?.Columns ?? []).map((c) => c.Name ?? '');

/** Names of a table's partition keys. */
export const partitionKeysOf = (table: CatalogTable): string[] =>
  (table.input.PartitionKeys ?? []).map((c) => c.Name ?? '');
