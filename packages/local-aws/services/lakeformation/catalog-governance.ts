import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Clock } from '../../clock';
import type { Changes } from '../../store';
import { type Catalog, type CatalogGovernance, type CatalogTable, columnsOf, IAM_ALLOWED } from '../glue/catalog';
import { dropFilter } from './filters';
import { addGrant, IAM_ALLOWED_PRINCIPALS } from './grants';
import type { GovernedResource } from './resources';
import { settingsOf } from './settings';
import { assignmentKey, type LakeFormationStore } from './state';
import {
  describableColumns,
  isAtOrBelow,
  locationOf,
  mayChangeTable,
  mayCreateTable,
  seesDatabase,
} from './visibility';

const CREATOR_ON_TABLE: readonly Permission[] = ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'];
const CREATOR_ON_DATABASE: readonly Permission[] = ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'];

/** What Lake Formation does by itself when the catalog changes. */
export function catalogGovernance(store: LakeFormationStore, catalog: Catalog, clock: Clock): CatalogGovernance {
  const give = (
    changes: Changes,
    principal: string,
    resource: GovernedResource,
    permissions: readonly Permission[],
    withGrantOption: readonly Permission[],
  ): void => {
    const change = { principal, resource, permissions, withGrantOption };
    addGrant(store, change, { grantedIn: resource.catalogId, updatedBy: principal, updatedAt: clock.now() }, changes);
  };

  return {
    createTableDefaults: (catalogId) =>
      (settingsOf(store, catalogId).CreateTableDefaultPermissions ?? []).length > 0 ? [IAM_ALLOWED] : [],
    databaseCreated: (database, changes) => {
      if (database.target !== undefined) return;
      const resource = { kind: 'database', catalogId: database.catalogId, database: database.name } as const;
      give(changes, database.createdBy, resource, CREATOR_ON_DATABASE, CREATOR_ON_DATABASE);
      const defaults = settingsOf(store, database.catalogId).CreateDatabaseDefaultPermissions ?? [];
      if (defaults.length > 0) give(changes, IAM_ALLOWED_PRINCIPALS, resource, ['ALL'], []);
    },
    tableCreated: (table, defaults, changes) => {
      const resource = tableResource(table);
      give(changes, table.createdBy, resource, CREATOR_ON_TABLE, CREATOR_ON_TABLE);
      if (defaults.length > 0) give(changes, IAM_ALLOWED_PRINCIPALS, resource, ['ALL'], []);
    },
    tableChanged: (table, before, changes) => {
      if (store.answers.droppedColumnTags !== 'dropped') return;
      const present = columnsOf(table);
      for (const column of columnsOf(before).filter((each) => !present.includes(each))) {
        changes.delete(store.assignments, assignmentKey(table.catalogId, table.databaseName, table.name, column));
      }
    },
    databaseDeleted: ({ catalogId, name }, changes) => forget(store, changes, catalogId, name),
    tableDeleted: ({ catalogId, databaseName, name }, changes) => forget(store, changes, catalogId, databaseName, name),
    isRegistered: (location) => locationOf(store, location) !== undefined,
    mayUseLocation: (principalArn, accountId, path) =>
      locationOf(store, path)?.account === accountId || hasDataLocation(store, principalArn, accountId, path),
    mayCrawlInto: (principalArn, accountId, path) => hasDataLocation(store, principalArn, accountId, path),
    mayCreateTable: (roleArn, catalogId, database) => mayCreateTable(store, roleArn, catalogId, database),
    mayChangeTable: (principalArn, table, right) => mayChangeTable(store, principalArn, table, right),
    visibleToForeigner: async (principalArn, table) => describableColumns(store, table, principalArn),
    databaseVisibleToForeigner: async (principalArn, { catalogId, name }) =>
      seesDatabase(store, catalogId, name, catalog.tables(catalogId, name), principalArn),
  };
}

/** What is not registered needs no grant. Administrators of the account that registered it need none either. */
function hasDataLocation(
  store: LakeFormationStore,
  principalArn: string,
  accountId: string,
  path: string | undefined,
): boolean {
  const location = locationOf(store, path);
  if (location === undefined) return true;
  const isForeign = location.account !== accountId;
  if (!isForeign && isAdministrator(store, principalArn, accountId)) return true;
  return store.grants
    .values()
    .some(
      ({ principal, resource }) =>
        resource.kind === 'location' &&
        isAtOrBelow(path, resource.arn) &&
        (principal === principalArn || (isForeign && principal === accountId)),
    );
}

const isAdministrator = (store: LakeFormationStore, principalArn: string, accountId: string): boolean =>
  (settingsOf(store, accountId).DataLakeAdmins ?? []).some(
    ({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier === principalArn,
  );

const tableResource = ({ catalogId, databaseName, name }: CatalogTable): GovernedResource => ({
  kind: 'table',
  catalogId,
  database: databaseName,
  table: name,
});

/**
 * Tags, filters and grants go with what they were put on: whether AWS keeps them is not documented, so callers must not
 * count on it.
 */
function forget(
  store: LakeFormationStore,
  changes: Changes,
  catalogId: string,
  database: string,
  table?: string,
): void {
  const path = assignmentKey(catalogId, database, table);
  for (const key of store.assignments.keys()) {
    if (key === path || key.startsWith(`${path}/`)) changes.delete(store.assignments, key);
  }
  for (const filter of store.filters.values()) {
    const isBelow = filter.catalogId === catalogId && filter.database === database;
    if (isBelow && (table === undefined || filter.table === table)) dropFilter(store, filter, changes);
  }
  for (const key of store.grants.keys()) {
    if (isOn(store.grants.get(key)!.resource, catalogId, database, table)) changes.delete(store.grants, key);
  }
}

function isOn(r: GovernedResource, catalogId: string, database: string, table: string | undefined): boolean {
  if (r.catalogId !== catalogId || !('database' in r) || r.database !== database) return false;
  return table === undefined || ('table' in r && r.table === table);
}
