import { CONSUMER, caller, callerOf, PRODUCER } from '../runtime';
import { filterData, governedShop, principal, tableResource } from './world';

/** Who may be asked what `shop.orders(id, city, card)` shows. */
export const WHO = {
  reader: `arn:aws:iam::${PRODUCER}:role/reader`,
  account: `arn:aws:iam::${CONSUMER}:root`,
  analyst: `arn:aws:iam::${CONSUMER}:role/analyst`,
} as const;
export type Who = keyof typeof WHO;
export const COLUMNS = ['id', 'city', 'card'];

/** A catalog with grants, in few words: one tag key, one table. */
export interface Case {
  readonly tags?: {
    readonly database?: string;
    readonly table?: string;
    readonly columns?: Readonly<Record<string, string>>;
  };
  readonly filters?: readonly {
    readonly name: string;
    readonly columns?: readonly string[];
    readonly excluded?: readonly string[];
    readonly rows?: string;
  }[];
  /** Of the lake. @default registered */
  readonly location?: 'hybrid' | 'none';
  readonly optIns?: readonly string[];
  /** @default 'table' */
  readonly optInsOn?: 'allTables';
  /** Of the unit and the organisation, those that the consumer's account is in. @default none */
  readonly memberOf?: readonly (keyof typeof ORGANIZATIONS)[];
  readonly grants: readonly CaseGrant[];
}

export interface CaseGrant {
  readonly to: string;
  readonly on:
    | string
    | { readonly columns: readonly string[] }
    | { readonly except: readonly string[] }
    | { readonly filter: string }
    | { readonly tags: readonly string[] }
    | { readonly databaseTags: readonly string[] };
  readonly permissions: readonly string[];
  readonly option?: boolean;
  /** The account that gives it on. @default the catalog's */
  readonly by?: string;
}

/** Of the file of cases: by whom which columns are seen, who sees nothing is left out, and in which rows. */
export interface DocumentedCase extends Case {
  readonly name: string;
  readonly source: string;
  readonly sees: Readonly<Partial<Record<Who, readonly string[]>>>;
  readonly rows?: Readonly<Partial<Record<Who, string>>>;
  /** Columns that show in fewer rows, each with its predicate. */
  readonly cells?: Readonly<Partial<Record<Who, Readonly<Record<string, string>>>>>;
}

const KEY = 'sens';
const TABLE = { DatabaseName: 'shop', Name: 'orders' };

export const holderOf = (to: string): string => GROUPS[to] ?? WHO[to as Who];

export const ORGANIZATIONS = {
  unit: 'arn:aws:organizations::444444444444:ou/o-1/ou-1',
  organization: 'arn:aws:organizations::444444444444:organization/o-1',
} as const;

const GROUPS: Readonly<Record<string, string>> = {
  ...ORGANIZATIONS,
  everybody: 'IAM_ALLOWED_PRINCIPALS',
  account: CONSUMER,
  principals: `${PRODUCER}:IAMPrincipals`,
};

/** As the API names it. */
export function resourceOf(on: CaseGrant['on']): object {
  if (on === 'table') return tableResource;
  if (on === 'database') return { Database: { Name: 'shop' } };
  if (on === 'catalog') return { Catalog: {} };
  if (typeof on === 'string') {
    return { Table: { DatabaseName: on === 'otherTables' ? 'other' : 'shop', TableWildcard: {} } };
  }
  const CatalogId = PRODUCER;
  if ('tags' in on) {
    return { LFTagPolicy: { CatalogId, ResourceType: 'TABLE', Expression: [{ TagKey: KEY, TagValues: on.tags }] } };
  }
  if ('databaseTags' in on) {
    const Expression = [{ TagKey: KEY, TagValues: on.databaseTags }];
    return { LFTagPolicy: { CatalogId, ResourceType: 'DATABASE', Expression } };
  }
  if ('filter' in on) {
    return {
      DataCellsFilter: { TableCatalogId: CatalogId, DatabaseName: 'shop', TableName: 'orders', Name: on.filter },
    };
  }
  const which = 'columns' in on ? { ColumnNames: on.columns } : { ColumnWildcard: { ExcludedColumnNames: on.except } };
  return { TableWithColumns: { ...TABLE, ...which } };
}

/** Makes it in the local Lake Formation, by its API alone. */
export async function playCase(given: Case) {
  const { tags = {}, filters = [], location, optIns = [], optInsOn = 'table', memberOf = [], grants } = given;
  const world = await governedShop({
    organizations: Object.fromEntries(memberOf.map((each) => [ORGANIZATIONS[each], [CONSUMER]])),
  });
  const { lf, lakeFormation, catalog } = world;
  await catalog('CreateDatabase', { DatabaseInput: { Name: 'other' } });
  await lf('CreateLFTag', { TagKey: KEY, TagValues: ['public', 'private', 'secret'] });
  const tag = (Resource: object, value: string | undefined) =>
    value === undefined
      ? undefined
      : lf('AddLFTagsToResource', { Resource, LFTags: [{ TagKey: KEY, TagValues: [value] }] });
  await tag({ Database: { Name: 'shop' } }, tags.database);
  await tag(tableResource, tags.table);
  for (const [column, value] of Object.entries(tags.columns ?? {}))
    await tag({ TableWithColumns: { ...TABLE, ColumnNames: [column] } }, value);
  for (const { name, columns, excluded, rows } of filters) {
    const ColumnWildcard = columns === undefined ? { ExcludedColumnNames: excluded ?? [] } : undefined;
    const RowFilter = rows === undefined ? { AllRowsWildcard: {} } : { FilterExpression: rows };
    await lf('CreateDataCellsFilter', {
      TableData: filterData({ Name: name, ColumnNames: columns, ColumnWildcard, RowFilter }),
    });
  }
  for (const { to, on, permissions, option = false, by } of grants) {
    const as = by === undefined ? lf : caller(lakeFormation.service, callerOf(CONSUMER, 'admin'));
    await as('GrantPermissions', {
      Principal: principal(holderOf(to)),
      Resource: withCatalog(resourceOf(on)),
      Permissions: permissions,
      PermissionsWithGrantOption: option ? permissions : [],
    });
  }
  if (location !== undefined) {
    const ResourceArn = 'arn:aws:s3:::lake';
    await lf('DeregisterResource', { ResourceArn });
    if (location === 'hybrid') {
      const RoleArn = 'arn:aws:iam::111111111111:role/lake';
      await lf('RegisterResource', { ResourceArn, RoleArn, HybridAccessEnabled: true });
    }
  }
  for (const who of optIns)
    await lf('CreateLakeFormationOptIn', { Principal: principal(holderOf(who)), Resource: resourceOf(optInsOn) });
  return world;
}

/** Whoever gives it on names whose table it is. */
const withCatalog = (resource: object): object =>
  Object.fromEntries(
    Object.entries(resource).map(([kind, place]: [string, object]) => [
      kind,
      kind === 'DataCellsFilter' ? place : { CatalogId: PRODUCER, ...place },
    ]),
  );
