import type {
  CreateLakeFormationOptInCommandInput,
  DeleteLakeFormationOptInCommandInput,
  DeregisterResourceCommandInput,
  DescribeResourceCommandInput,
  GetDataLakeSettingsCommandInput,
  ListLakeFormationOptInsCommandInput,
  ListResourcesCommandInput,
  PrincipalPermissions,
  PutDataLakeSettingsCommandInput,
  RegisterResourceCommandInput,
  ResourceInfo,
  UpdateResourceCommandInput,
} from '@aws-sdk/client-lakeformation';
import type { Clock } from '../../clock';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import type { Catalog } from '../glue/catalog';
import { requireOwnCatalog } from '../own-catalog';
import { pageOf } from '../page';
import { requireExisting } from './existence';
import { IAM_ALLOWED_PRINCIPALS } from './grants';
import { describeResource, type GovernedResource, governedResource, invalidInput, notFound } from './resources';
import type { LakeFormationStore, LocationRecord, OptInRecord, SettingsRecord } from './state';

const MAX_ADMINS = 30;
const IAM_ALLOWED: PrincipalPermissions = {
  Principal: { DataLakePrincipalIdentifier: IAM_ALLOWED_PRINCIPALS },
  Permissions: ['ALL'],
};

/** What an account has before anybody changed it: everything new is open to IAM. */
export const settingsOf = (store: LakeFormationStore, catalogId: string): SettingsRecord =>
  store.settings.get(catalogId) ?? {
    catalogId,
    DataLakeAdmins: [],
    ReadOnlyAdmins: [],
    CreateDatabaseDefaultPermissions: [IAM_ALLOWED],
    CreateTableDefaultPermissions: [IAM_ALLOWED],
    Parameters: { CROSS_ACCOUNT_VERSION: '1', SET_CONTEXT: 'TRUE' },
    TrustedResourceOwners: [],
  };

/** The account's settings; PutDataLakeSettings replaces them whole. */
export function settingsOperations(store: LakeFormationStore): Record<string, Operation> {
  return {
    GetDataLakeSettings: async ({ CatalogId }: GetDataLakeSettingsCommandInput, context) => {
      requireOwnCatalog(CatalogId ?? context.accountId, context);
      const { catalogId: _, ...DataLakeSettings } = settingsOf(store, CatalogId ?? context.accountId);
      return { DataLakeSettings };
    },
    PutDataLakeSettings: async ({ CatalogId, DataLakeSettings }: PutDataLakeSettingsCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const given = DataLakeSettings ?? {};
      for (const defaults of [given.CreateDatabaseDefaultPermissions, given.CreateTableDefaultPermissions]) {
        requireOnlyIamAllowed(defaults ?? []);
      }
      if ((given.DataLakeAdmins ?? []).length > MAX_ADMINS) throw invalidInput(`At most ${MAX_ADMINS} administrators.`);
      const version = crossAccountVersion(settingsOf(store, catalogId).Parameters, given.Parameters);
      await store.settings.set(catalogId, {
        DataLakeAdmins: [],
        ReadOnlyAdmins: [],
        CreateDatabaseDefaultPermissions: [],
        CreateTableDefaultPermissions: [],
        TrustedResourceOwners: [],
        ...given,
        Parameters: { ...given.Parameters, CROSS_ACCOUNT_VERSION: version },
        catalogId,
      });
      return {};
    },
    GetDataLakePrincipal: async (_input, context) => ({ Identity: context.principalArn }),
  };
}

/** Only nothing, or everything to plain IAM. */
function requireOnlyIamAllowed(defaults: readonly PrincipalPermissions[]): void {
  const isAllowed = defaults.every(
    (d) => d.Principal?.DataLakePrincipalIdentifier === IAM_ALLOWED_PRINCIPALS && d.Permissions?.join() === 'ALL',
  );
  if (!isAllowed || defaults.length > 1) {
    throw invalidInput('Default permissions may only be empty or ALL for IAM_ALLOWED_PRINCIPALS.');
  }
}

/** Version 5 cannot be left again. */
function crossAccountVersion(
  old: Readonly<Record<string, string>> | undefined,
  given: Readonly<Record<string, string>> | undefined,
): string {
  const version = given?.CROSS_ACCOUNT_VERSION ?? '1';
  if (!/^[1-5]$/.test(version)) throw invalidInput(`CROSS_ACCOUNT_VERSION must be 1 to 5, not ${version}.`);
  if (old?.CROSS_ACCOUNT_VERSION === '5' && version !== '5') {
    throw invalidInput('CROSS_ACCOUNT_VERSION 5 cannot be downgraded.');
  }
  return version;
}

/** Registered locations. */
export function locationOperations(
  store: LakeFormationStore,
  clock: Clock,
  partition: string,
): Record<string, Operation> {
  const find = (arn: string | undefined, accountId: string): LocationRecord => {
    const found = store.locations.get(locationKey(arn));
    if (found?.account !== accountId) throw notFound(`Resource is not registered: ${arn}`);
    return found;
  };
  return {
    RegisterResource: async (input: RegisterResourceCommandInput, context) => {
      const arn = locationKey(input.ResourceArn);
      if (store.locations.has(arn)) {
        throw new ServiceError('AlreadyExistsException', 'Resource is already registered');
      }
      if (input.RoleArn === undefined && input.UseServiceLinkedRole !== true) {
        throw invalidInput('Either RoleArn or UseServiceLinkedRole must be given.');
      }
      const serviceRole = `arn:${partition}:iam::${context.accountId}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`;
      await store.locations.set(arn, {
        arn,
        account: context.accountId,
        roleArn: input.RoleArn ?? serviceRole,
        hybrid: input.HybridAccessEnabled === true,
        withFederation: input.WithFederation === true,
        modifiedAt: clock.now(),
      });
      return {};
    },
    UpdateResource: async (input: UpdateResourceCommandInput, context) => {
      const { RoleArn: roleArn, WithFederation, HybridAccessEnabled } = input;
      const { arn, ...found } = find(input.ResourceArn, context.accountId);
      if (roleArn === undefined) throw invalidInput('RoleArn must be given.');
      const hybrid = HybridAccessEnabled ?? found.hybrid;
      const withFederation = WithFederation ?? found.withFederation;
      await store.locations.set(arn, { ...found, arn, roleArn, hybrid, withFederation, modifiedAt: clock.now() });
      return {};
    },
    DeregisterResource: async ({ ResourceArn }: DeregisterResourceCommandInput, context) => {
      await store.locations.delete(find(ResourceArn, context.accountId).arn);
      return {};
    },
    DescribeResource: async ({ ResourceArn }: DescribeResourceCommandInput, context) => ({
      ResourceInfo: describeLocation(find(ResourceArn, context.accountId)),
    }),
    ListResources: async ({ MaxResults, NextToken }: ListResourcesCommandInput, context) => {
      const own = store.locations.values().filter((l) => l.account === context.accountId);
      const { items, next } = pageOf(own, NextToken, MaxResults ?? 1000);
      return { ResourceInfoList: items.map(describeLocation), NextToken: next };
    },
  };
}

const locationKey = (arn: string | undefined): string => (arn ?? '').replace(/\/+$/, '');

const describeLocation = (l: LocationRecord): ResourceInfo => ({
  ResourceArn: l.arn,
  RoleArn: l.roleArn,
  LastModified: new Date(l.modifiedAt),
  WithFederation: l.withFederation,
  HybridAccessEnabled: l.hybrid,
});

/** Opt-ins of hybrid mode: databases and tables by name, never by tag. */
export function optInOperations(store: LakeFormationStore, catalog: Catalog, clock: Clock): Record<string, Operation> {
  const keyOf = (
    input: CreateLakeFormationOptInCommandInput,
    context: RequestContext,
  ): [string, OptInRecord['resource']] => {
    const { accountId } = context;
    const resource = governedResource(input.Resource, accountId);
    if (resource.kind !== 'database' && resource.kind !== 'table') {
      throw invalidInput('Opt-in is supported for databases and tables only.');
    }
    const principal = input.Principal?.DataLakePrincipalIdentifier ?? '';
    if (!principal.includes(accountId)) requireOwnCatalog(resource.catalogId, context);
    return [optInKey(principal, resource), resource];
  };
  return {
    CreateLakeFormationOptIn: async (input: CreateLakeFormationOptInCommandInput, context) => {
      const [key, resource] = keyOf(input, context);
      requireExisting(resource, catalog, store);
      const principal = input.Principal?.DataLakePrincipalIdentifier ?? '';
      await store.optIns.set(key, { principal, resource, updatedAt: clock.now(), updatedBy: context.principalArn });
      return {};
    },
    DeleteLakeFormationOptIn: async (input: DeleteLakeFormationOptInCommandInput, context) => {
      const [key] = keyOf(input, context);
      if (!store.optIns.has(key)) throw notFound('Opt-in not found.');
      await store.optIns.delete(key);
      return {};
    },
    ListLakeFormationOptIns: async (input: ListLakeFormationOptInsCommandInput, { accountId }) => {
      const principal = input.Principal?.DataLakePrincipalIdentifier;
      const matching = store.optIns
        .values()
        .filter((o) => o.resource.catalogId === accountId || o.principal.includes(accountId))
        .filter((o) => principal === undefined || o.principal === principal);
      const { items, next } = pageOf(matching, input.NextToken, input.MaxResults ?? 1000);
      return { LakeFormationOptInsInfoList: items.map(describeOptIn), NextToken: next };
    },
  };
}

const optInKey = (principal: string, resource: GovernedResource): string => `${principal}|${JSON.stringify(resource)}`;

const describeOptIn = (o: OptInRecord): object => ({
  Principal: { DataLakePrincipalIdentifier: o.principal },
  Resource: describeResource(o.resource),
  LastModified: new Date(o.updatedAt),
  LastUpdatedBy: o.updatedBy,
});
