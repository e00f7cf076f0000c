import type {
  DatabaseIdentifier,
  DatabaseInput,
  PartitionInput,
  PrincipalPermissions,
  TableInput,
} from '@aws-sdk/client-glue';
import { type RequestContext, ServiceError } from '../../service';
import { DurableMap, type Store } from '../../store';

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
  databaseCreated(database: CatalogDatabase): Promise<void>;
  databaseDeleted(database: CatalogDatabase): Promise<void>;
  tableCreated(table: CatalogTable, defaults: readonly PrincipalPermissions[]): Promise<void>;
  tableDeleted(table: CatalogTable): Promise<void>;
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
  databaseCreated: async () => {},
  databaseDeleted: async () => {},
  tableCreated: async () => {},
  tableDeleted: async () => {},
  isRegistered: () => false,
  mayUseLocation: () => true,
  mayCrawlInto: () => true,
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
    private readonly databaseMap: DurableMap<CatalogDatabase>,
    private readonly tableMap: DurableMap<CatalogTable>,
    private readonly partitionMap: DurableMap<CatalogPartition>,
  ) {
    for (const p of partitionMap.values()) this.#partitionIndex(p).set(valuesKey(p.values), p);
  }

  static async load(store: Store): Promise<Catalog> {
    return new Catalog(
      await DurableMap.load(store, 'glue-databases'),
      await DurableMap.load(store, 'glue-tables'),
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

  async createDatabase(database: CatalogDatabase): Promise<void> {
    if (this.database(database.catalogId, database.name) !== undefined) {
      throw new ServiceError('AlreadyExistsException', 'Database already exists.');
    }
    await this.putDatabase(database);
    await this.governance.databaseCreated(database);
  }

  putDatabase(database: CatalogDatabase): Promise<void> {
    return this.databaseMap.set(`${database.catalogId}/${database.name}`, database);
  }

  async deleteDatabase(database: CatalogDatabase): Promise<void> {
    for (const table of this.tables(database.catalogId, database.name)) await this.deleteTable(table);
    await this.databaseMap.delete(`${database.catalogId}/${database.name}`);
    await this.governance.databaseDeleted(database);
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

  async createTable(table: CatalogTable): Promise<void> {
    const database = this.requireDatabase(table.catalogId, table.databaseName);
    if (this.table(table.catalogId, table.databaseName, table.name) !== undefined) {
      throw new ServiceError('AlreadyExistsException', 'Table already exists.');
    }
    await this.putTable(table);
    await this.governance.tableCreated(table, database.createTableDefaultPermissions);
  }

  putTable(table: CatalogTable): Promise<void> {
    return this.tableMap.set(tableKey(table.catalogId, table.databaseName, table.name), table);
  }

  async deleteTable(table: CatalogTable): Promise<void> {
    for (const partition of this.partitions(table)) await this.deletePartition(partition);
    await this.tableMap.delete(tableKey(table.catalogId, table.databaseName, table.name));
    await this.governance.tableDeleted(table);
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

  async putPartition(partition: CatalogPartition): Promise<void> {
    this.#partitionIndex(partition).set(valuesKey(partition.values), partition);
    await this.partitionMap.set(partitionKey(partition), partition);
  }

  async deletePartition(partition: CatalogPartition): Promise<void> {
    this.#partitionIndex(partition).delete(valuesKey(partition.values));
    await this.partitionMap.delete(partitionKey(partition));
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
