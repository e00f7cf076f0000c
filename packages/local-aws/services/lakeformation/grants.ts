import type {
  BatchGrantPermissionsCommandInput,
  BatchPermissionsRequestEntry,
  BatchRevokePermissionsCommandInput,
  DataLakePrincipal,
  GrantPermissionsCommandInput,
  Permission,
  Resource,
  RevokePermissionsCommandInput,
} from '@aws-sdk/client-lakeformation';
import type { Answers } from '../../answers';
import type { Clock } from '../../clock';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import type { Changes } from '../../store';
import type { Catalog } from '../glue/catalog';
import { requireExisting } from './existence';
import { type GovernedResource, governedResource, invalidInput } from './resources';
import { type GrantRecord, isAccount, type LakeFormationStore } from './state';

const MAX_BATCH_ENTRIES = 20;
export const IAM_ALLOWED_PRINCIPALS = 'IAM_ALLOWED_PRINCIPALS';

interface Change {
  readonly principal: string;
  readonly resource: GovernedResource;
  readonly permissions: readonly Permission[];
  readonly withGrantOption: readonly Permission[];
}

/** GrantPermissions, RevokePermissions and their batches. */
export function grantOperations(
  store: LakeFormationStore,
  catalog: Catalog,
  clock: Clock,
  { grantAgain }: Answers,
): Record<string, Operation> {
  const grant = async (entry: Entry, catalogId: string, context: RequestContext): Promise<void> => {
    const change = changeOf(entry, catalogId);
    requireExisting(change.resource, catalog, store);
    requireGrantable(store, change, context);
    if (grantAgain === 'refused') requireNew(store, change, context.accountId);
    const by = { grantedIn: context.accountId, updatedBy: context.principalArn, updatedAt: clock.now() };
    await store.change((changes) => addGrant(store, change, by, changes));
  };
  const revoke = async (entry: Entry, catalogId: string, context: RequestContext): Promise<void> => {
    const change = changeOf(entry, catalogId);
    await store.change((changes) => removeGrant(store, change, context.accountId, clock.now(), changes));
  };
  return {
    GrantPermissions: async (input: GrantPermissionsCommandInput, context) => {
      await grant(input, input.CatalogId ?? context.accountId, context);
      return {};
    },
    RevokePermissions: async (input: RevokePermissionsCommandInput, context) => {
      await revoke(input, input.CatalogId ?? context.accountId, context);
      return {};
    },
    BatchGrantPermissions: async ({ CatalogId, Entries }: BatchGrantPermissionsCommandInput, context) => ({
      Failures: await failuresOf(Entries, (entry) => grant(entry, CatalogId ?? context.accountId, context)),
    }),
    BatchRevokePermissions: async ({ CatalogId, Entries }: BatchRevokePermissionsCommandInput, context) => ({
      Failures: await failuresOf(Entries, (entry) => revoke(entry, CatalogId ?? context.accountId, context)),
    }),
  };
}

interface Entry {
  readonly Principal?: DataLakePrincipal;
  readonly Resource?: Resource;
  readonly Permissions?: readonly Permission[];
  readonly PermissionsWithGrantOption?: readonly Permission[];
}

/** What fails is listed beside its request; the rest is done. The answer is HTTP 200 all the same. */
async function failuresOf(
  entries: readonly BatchPermissionsRequestEntry[] | undefined,
  run: (entry: BatchPermissionsRequestEntry) => Promise<void>,
): Promise<object[]> {
  if (entries === undefined || entries.length > MAX_BATCH_ENTRIES) {
    throw invalidInput(
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BATCH_ENTRIES}`,
    );
  }
  const failures: object[] = [];
  for (const entry of entries) {
    try {
      await run(entry);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failures.push({ RequestEntry: entry, Error: { ErrorCode: error.code, ErrorMessage: error.message } });
    }
  }
  return failures;
}

/**
 * A user or role, a twelve-digit account, an organisation or its unit, somebody of Identity Center or QuickSight, or
 * the group that stands for plain IAM.
 */
const PRINCIPAL =
  /^(\d{12}|IAM_ALLOWED_PRINCIPALS|\d{12}:IAMPrincipals|arn:[\w-]+:(iam::\d{12}:(user|role|saml-provider)\/.+|sts::\d{12}:assumed-role\/.+|organizations::\d{12}:(organization|ou)\/.+|identitystore:::(user|group)\/.+|quicksight:[\w-]+:\d{12}:(user|group)\/.+))$/;

function changeOf({ Principal, Resource, Permissions, PermissionsWithGrantOption }: Entry, catalogId: string): Change {
  const principal = Principal?.DataLakePrincipalIdentifier ?? '';
  if (!PRINCIPAL.test(principal)) throw invalidInput(`Invalid principal ${principal}`);
  const resource = governedResource(Resource, catalogId);
  const permissions = [...new Set(Permissions ?? [])];
  const withGrantOption = [...new Set(PermissionsWithGrantOption ?? [])];
  if (permissions.length === 0 && withGrantOption.length === 0) throw invalidInput('Permissions must not be empty.');
  const allowed = permissionsFor(resource);
  const wrong = [...permissions, ...withGrantOption].filter((p) => !allowed.includes(p));
  if (wrong.length > 0) {
    throw invalidInput(`Permissions modification is invalid: ${wrong.join(', ')} cannot be given on ${resource.kind}.`);
  }
  return { principal, resource, permissions, withGrantOption };
}

const DATABASE_PERMISSIONS: readonly Permission[] = ['ALL', 'CREATE_TABLE', 'ALTER', 'DROP', 'DESCRIBE'];
const TABLE_PERMISSIONS: readonly Permission[] = ['ALL', 'SELECT', 'INSERT', 'DELETE', 'DESCRIBE', 'ALTER', 'DROP'];

function permissionsFor(resource: GovernedResource): readonly Permission[] {
  switch (resource.kind) {
    case 'catalog':
      return ['ALL', 'SUPER_USER', 'CREATE_DATABASE', 'CREATE_LF_TAG', 'CREATE_CATALOG', 'CREATE_LF_TAG_EXPRESSION'];
    case 'database':
      return DATABASE_PERMISSIONS;
    case 'table':
      return TABLE_PERMISSIONS;
    case 'columns':
    case 'filter':
      return ['SELECT'];
    case 'location':
      return ['DATA_LOCATION_ACCESS'];
    case 'tag':
      return ['DESCRIBE', 'ASSOCIATE', 'DROP', 'ALTER', 'GRANT_WITH_LF_TAG_EXPRESSION'];
    case 'policy':
    case 'namedPolicy':
      return resource.type === 'DATABASE' ? DATABASE_PERMISSIONS : TABLE_PERMISSIONS;
  }
}

/** What another account owns can be given on only as far as it was shared with the right to give on. */
function requireGrantable(
  store: LakeFormationStore,
  { resource, permissions }: Change,
  { accountId }: RequestContext,
): void {
  if (resource.catalogId === accountId) return;
  const isShared = store.grants
    .values()
    .some(
      (g) =>
        isAccount(store, g.principal, accountId) &&
        g.resource.catalogId === resource.catalogId &&
        permissions.every((p) => g.withGrantOption.includes(p)),
    );
  if (isShared) return;
  throw new ServiceError(
    'AccessDeniedException',
    'Resource does not exist or requester is not authorized to access requested permissions.',
  );
}

/** SELECT on a whole table, or on all of them, is kept, and read back, as SELECT on all of the columns. */
function split(change: Change): Change[] {
  const { resource } = change;
  const hasSelect = change.permissions.includes('SELECT') || change.withGrantOption.includes('SELECT');
  if (resource.kind !== 'table' || !hasSelect) return [change];
  const { catalogId, database, table } = resource;
  const only = (keep: (p: Permission) => boolean, to: GovernedResource): Change => ({
    principal: change.principal,
    resource: to,
    permissions: change.permissions.filter(keep),
    withGrantOption: change.withGrantOption.filter(keep),
  });
  const select = only((p) => p === 'SELECT', { kind: 'columns', catalogId, database, table, excluded: [] });
  const rest = only((p) => p !== 'SELECT', resource);
  return rest.permissions.length + rest.withGrantOption.length > 0 ? [rest, select] : [select];
}

/** Column lists of one principal on one table are one entry that grows and shrinks. */
function grantKey(grantedIn: string, principal: string, resource: GovernedResource): string {
  const identity =
    resource.kind === 'columns' && resource.columns !== undefined ? { ...resource, columns: [] } : resource;
  return `${grantedIn}|${principal}|${JSON.stringify(Object.entries(identity).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}

/** For an AWS that refuses what is granted already. */
function requireNew(store: LakeFormationStore, change: Change, grantedIn: string): void {
  const isHeld = split(change).every(({ principal, resource, permissions, withGrantOption }) => {
    const held = store.grants.get(grantKey(grantedIn, principal, resource));
    const columns = resource.kind === 'columns' ? (resource.columns ?? []) : [];
    const heldColumns = held?.resource.kind === 'columns' ? (held.resource.columns ?? []) : [];
    return (
      permissions.every((p) => held?.permissions.includes(p)) &&
      withGrantOption.every((p) => held?.withGrantOption.includes(p)) &&
      columns.every((column) => heldColumns.includes(column))
    );
  });
  if (isHeld) throw new ServiceError('AlreadyExistsException', 'Permissions have been granted already.');
}

/** Granting again adds to what is there. */
export function addGrant(
  store: LakeFormationStore,
  change: Change,
  by: Pick<GrantRecord, 'grantedIn' | 'updatedBy' | 'updatedAt'>,
  changes: Changes,
): void {
  for (const { principal, resource, permissions, withGrantOption } of split(change)) {
    const key = grantKey(by.grantedIn, principal, resource);
    const old = store.grants.get(key);
    const record: GrantRecord = {
      ...by,
      principal,
      resource: withColumnsOf(resource, old, (mine, theirs) => [...new Set([...theirs, ...mine])].sort()),
      permissions: [...new Set([...(old?.permissions ?? []), ...permissions, ...withGrantOption])].sort(),
      withGrantOption: [...new Set([...(old?.withGrantOption ?? []), ...withGrantOption])].sort(),
    };
    changes.set(store.grants, key, record);
  }
}

function withColumnsOf(
  resource: GovernedResource,
  old: GrantRecord | undefined,
  combine: (mine: readonly string[], theirs: readonly string[]) => string[],
): GovernedResource {
  if (resource.kind !== 'columns' || resource.columns === undefined || old?.resource.kind !== 'columns')
    return resource;
  return { ...resource, columns: combine(resource.columns, old.resource.columns ?? []) };
}

function removeGrant(
  store: LakeFormationStore,
  change: Change,
  grantedIn: string,
  now: number,
  changes: Changes,
): void {
  const parts = split(change).map((part) => ({ part, key: grantKey(grantedIn, part.principal, part.resource) }));
  const missing = parts.filter(({ part, key }) => {
    const held = store.grants.get(key)?.permissions ?? [];
    return !part.permissions.every((p) => held.includes(p)) || held.length === 0;
  });
  if (missing.length > 0) {
    throw invalidInput('No permissions revoked. Grantee has no permissions and grantable permissions on resource.');
  }
  for (const { part, key } of parts) shrink(store, key, part, now, changes);
}

function shrink(store: LakeFormationStore, key: string, part: Change, updatedAt: number, changes: Changes): void {
  const old = store.grants.get(key)!;
  const left = withColumnsOf(part.resource, old, (mine, theirs) => theirs.filter((c) => !mine.includes(c)));
  if (left.kind === 'columns' && left.columns !== undefined && left.columns.length > 0) {
    changes.set(store.grants, key, { ...old, resource: left, updatedAt });
    return;
  }
  const permissions = old.permissions.filter((p) => !part.permissions.includes(p));
  const lost = [...part.permissions, ...part.withGrantOption];
  const withGrantOption = old.withGrantOption.filter((p) => !lost.includes(p));
  if (permissions.length === 0) changes.delete(store.grants, key);
  else changes.set(store.grants, key, { ...old, permissions, withGrantOption, updatedAt });
}
