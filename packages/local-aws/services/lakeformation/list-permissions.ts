import type { ListPermissionsCommandInput, PrincipalResourcePermissions } from '@aws-sdk/client-lakeformation';
import type { Operation, RequestContext } from '../../service';
import { type Catalog, columnsOf } from '../glue/catalog';
import { pageOf } from '../page';
import { spelledOut } from './named-expressions';
import { describeResource, type GovernedResource, governedResource, invalidInput } from './resources';
import { effectiveTags, type GrantRecord, type LakeFormationStore } from './state';
import { expressionMatches } from './tag-assignments';
import { governedKeys } from './visibility';

/** ListPermissions: the explicit grants; with principal and resource together, what the tags give as well. */
export function listPermissionsOperations(store: LakeFormationStore, catalog: Catalog): Record<string, Operation> {
  return {
    ListPermissions: async (input: ListPermissionsCommandInput, context) => {
      const catalogId = input.CatalogId ?? context.accountId;
      const principal = input.Principal?.DataLakePrincipalIdentifier;
      const resource = input.Resource === undefined ? undefined : listable(input, catalogId);
      const visible = store.grants.values().filter((g) => isVisible(g, catalogId, context));
      const matching = visible
        .filter((g) => principal === undefined || g.principal === principal)
        .filter((g) => resource === undefined || concerns(g.resource, resource, input.IncludeRelated === 'TRUE'))
        .filter((g) => input.ResourceType === undefined || isOfType(g.resource, input.ResourceType))
        .filter((g) => !isHiddenFilterGrant(g, principal, resource));
      const byTags =
        principal === undefined || resource === undefined
          ? []
          : grantsByTags(store, catalog, visible, principal, resource);
      const { items, next } = pageOf([...matching, ...byTags], input.NextToken, input.MaxResults ?? 1000);
      return { PrincipalResourcePermissions: items.map(describeGrant), NextToken: next };
    },
  };
}

function listable(input: ListPermissionsCommandInput, catalogId: string): GovernedResource {
  const resource = governedResource(input.Resource, catalogId);
  if (resource.kind === 'columns') throw invalidInput('TableWithColumns is not supported; ask for the Table.');
  if (input.IncludeRelated === 'TRUE' && input.Principal !== undefined) {
    throw invalidInput('Principal must not be given together with IncludeRelated.');
  }
  return resource;
}

/** An account sees the grants it made and those it was given. */
const isVisible = ({ grantedIn, principal }: GrantRecord, catalogId: string, { accountId }: RequestContext): boolean =>
  grantedIn === catalogId ? catalogId === accountId || isOf(principal, accountId) : isOf(principal, accountId);

const isOf = (principal: string, accountId: string): boolean =>
  principal === accountId || principal.split(':')[4] === accountId;

/**
 * Asked for a filter together with a principal of another account, the service answers nothing though the grant exists.
 */
const isHiddenFilterGrant = (
  grant: GrantRecord,
  principal: string | undefined,
  resource: GovernedResource | undefined,
): boolean => resource?.kind === 'filter' && principal !== undefined && !isOf(principal, grant.grantedIn);

function concerns(granted: GovernedResource, asked: GovernedResource, includeRelated: boolean): boolean {
  if (granted.catalogId !== asked.catalogId) return false;
  if (asked.kind === 'table') {
    const isSameTable =
      (granted.kind === 'table' || granted.kind === 'columns' || (granted.kind === 'filter' && includeRelated)) &&
      granted.database === asked.database &&
      granted.table === asked.table;
    return isSameTable;
  }
  if (asked.kind === 'tag' && granted.kind === 'tag') return granted.key === asked.key;
  return canonical(granted) === canonical(asked);
}

const canonical = (resource: GovernedResource): string =>
  JSON.stringify(Object.entries(resource).sort(([a], [b]) => (a < b ? -1 : 1)));

const KINDS_OF_TYPE: Readonly<Record<string, readonly GovernedResource['kind'][]>> = {
  CATALOG: ['catalog'],
  DATABASE: ['database'],
  TABLE: ['table', 'columns', 'filter'],
  DATA_LOCATION: ['location'],
  LF_TAG: ['tag'],
  LF_TAG_POLICY: ['policy', 'namedPolicy'],
};

function isOfType(resource: GovernedResource, type: string): boolean {
  const isPolicy = resource.kind === 'policy' || resource.kind === 'namedPolicy';
  if (type === 'LF_TAG_POLICY_DATABASE') return isPolicy && resource.type === 'DATABASE';
  if (type === 'LF_TAG_POLICY_TABLE') return isPolicy && resource.type === 'TABLE';
  return Object.hasOwn(KINDS_OF_TYPE, type) && KINDS_OF_TYPE[type]!.includes(resource.kind);
}

/** What policies on tags give a principal on one database or table, spelt as if it had been granted by name. */
function grantsByTags(
  store: LakeFormationStore,
  catalog: Catalog,
  grants: readonly GrantRecord[],
  principal: string,
  resource: GovernedResource,
): GrantRecord[] {
  return grants.flatMap((grant): GrantRecord[] => {
    const policy = spelledOut(store, grant.resource);
    if (grant.principal !== principal || policy.kind !== 'policy' || policy.catalogId !== resource.catalogId) return [];
    if (resource.kind === 'database' && policy.type === 'DATABASE') {
      const tags = effectiveTags(store, resource.catalogId, resource.database);
      return expressionMatches(policy.expression, tags) ? [{ ...grant, resource }] : [];
    }
    if (resource.kind !== 'table' || policy.type !== 'TABLE') return [];
    const { catalogId, database, table } = resource;
    const found = catalog.table(catalogId, database, table);
    const columns = found === undefined ? [] : [...columnsOf(found), ...governedKeys(store, found)];
    const isMatched = (column?: string): boolean =>
      expressionMatches(policy.expression, effectiveTags(store, catalogId, database, table, column));
    if (store.answers.columnsWithoutTable === 'hidden' && !isMatched()) return [];
    const matching = columns.filter(isMatched);
    if (matching.length === 0) return [];
    if (matching.length === columns.length) return [{ ...grant, resource }];
    const visible = { kind: 'columns', catalogId, database, table, columns: matching } as const;
    return [{ ...grant, resource: visible, permissions: ['SELECT'] }];
  });
}

const describeGrant = (grant: GrantRecord): PrincipalResourcePermissions => ({
  Principal: { DataLakePrincipalIdentifier: grant.principal },
  Resource: describeResource(grant.resource),
  Permissions: [...grant.permissions],
  PermissionsWithGrantOption: [...grant.withGrantOption],
  LastUpdated: new Date(grant.updatedAt),
  LastUpdatedBy: grant.updatedBy,
});
