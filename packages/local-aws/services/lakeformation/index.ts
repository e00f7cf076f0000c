import { type Answers, answersOf } from '../../answers';
import type { LocalService, ServiceDependencies } from '../../service';
import type { Catalog } from '../glue/catalog';
import { catalogGovernance } from './catalog-governance';
import { filterOperations } from './filters';
import { grantOperations } from './grants';
import { listPermissionsOperations } from './list-permissions';
import { namedExpressionOperations } from './named-expressions';
import { locationOperations, optInOperations, settingsOperations } from './settings';
import { loadLakeFormation, type Organizations, type PermissionState, permissionStateOf } from './state';
import { tagAssignmentOperations } from './tag-assignments';
import { tagOperations } from './tags';
import { type TableSight, tableSight } from './visibility';

export type { PermissionState } from './state';
export type { TableSight } from './visibility';

export interface LakeFormationDependencies extends ServiceDependencies {
  /** Glue's; from here on Lake Formation governs it. */
  readonly catalog: Catalog;
  readonly answers?: Partial<Answers>;
  /** @default no account is in any */
  readonly organizations?: Organizations;
}

/** A table, by the account that owns it. Names in lower case. */
export interface TableName {
  readonly catalogId: string;
  readonly database: string;
  readonly table: string;
}

export interface LakeFormation {
  readonly service: LocalService;
  /** A snapshot of every tag, grant, filter and setting. */
  permissionState(): PermissionState;
  /** What a principal may SELECT of a table; undefined: nothing, or there is no such table. */
  see(principalArn: string, table: TableName): Promise<TableSight | undefined>;
}

/** Lake Formation over Glue's catalog: with the service's own forms of reading back, and its batch answers. */
export async function createLakeFormation(deps: LakeFormationDependencies): Promise<LakeFormation> {
  const { catalog, clock, partition } = deps;
  const answers = answersOf(deps.answers);
  const store = await loadLakeFormation(deps.store, deps.organizations, answers);
  catalog.governance = catalogGovernance(store, catalog, clock);
  return {
    service: {
      name: 'lakeformation',
      operations: {
        ...tagOperations(store, answers),
        ...tagAssignmentOperations(store, catalog, answers),
        ...grantOperations(store, catalog, clock, answers),
        ...listPermissionsOperations(store, catalog),
        ...filterOperations(store, catalog, answers),
        ...settingsOperations(store),
        ...locationOperations(store, clock, partition),
        ...optInOperations(store, catalog, clock),
        ...namedExpressionOperations(store),
      },
    },
    permissionState: () => permissionStateOf(store),
    see: async (principalArn, { catalogId, database, table }) => {
      const found = catalog.table(catalogId, database, table);
      return found === undefined ? undefined : tableSight(store, found, principalArn);
    },
  };
}
