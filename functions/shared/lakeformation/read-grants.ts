import {
  ListLFTagExpressionsCommand,
  ListPermissionsCommand,
  type ListPermissionsCommandInput,
  type PrincipalResourcePermissions,
} from '@aws-sdk/client-lakeformation';
import { type Grant, resourceKey } from '../../../core/governance';
import { allPages } from '../all-pages';
import { inParallel } from '../in-parallel';
import { persist } from './persist';
import type { Reader } from './reader';
import { expressionFrom, grantFrom, type NamedExpressions } from './resources';

/** Of one page (the API's limit). */
const MAX_RESULTS = 1000;

/** Grants that are not on one table. */
export async function readCommonGrants(reader: Reader, DatabaseName: string): Promise<Grant[]> {
  const { catalogId: CatalogId } = reader;
  const asked: readonly Partial<ListPermissionsCommandInput>[] = [
    { ResourceType: 'CATALOG' },
    { ResourceType: 'LF_TAG' },
    { ResourceType: 'LF_TAG_POLICY_DATABASE' },
    { ResourceType: 'LF_TAG_POLICY_TABLE' },
    { Resource: { Database: { CatalogId, Name: DatabaseName } } },
    { Resource: { Table: { CatalogId, DatabaseName, TableWildcard: {} } } },
  ];
  const found = (await inParallel(asked, asked.length, (what) => readPermissions(reader, what))).flat();
  const isNamed = found.some(({ Resource }) => Resource?.LFTagPolicy?.ExpressionName !== undefined);
  const named = isNamed ? await readNamedExpressions(reader) : new Map();
  return found.map((each) => grantFrom(each, named)).filter((grant) => grant !== undefined);
}

export async function readGrants(
  reader: Reader,
  what: Partial<ListPermissionsCommandInput>,
  onPage?: () => void,
): Promise<Grant[]> {
  const found = await readPermissions(reader, what, onPage);
  return found.map((each) => grantFrom(each)).filter((grant) => grant !== undefined);
}

function readPermissions(
  { lakeformation, catalogId, ...patience }: Reader,
  what: Partial<ListPermissionsCommandInput>,
  onPage: () => void = () => {},
): Promise<PrincipalResourcePermissions[]> {
  return allPages(async (NextToken) => {
    onPage();
    const command = new ListPermissionsCommand({ CatalogId: catalogId, ...what, MaxResults: MAX_RESULTS, NextToken });
    const page = await persist(patience, () => lakeformation.send(command));
    return { items: page.PrincipalResourcePermissions, NextToken: page.NextToken };
  });
}

async function readNamedExpressions({ lakeformation, catalogId, ...patience }: Reader): Promise<NamedExpressions> {
  const found = await allPages(async (NextToken) => {
    const command = new ListLFTagExpressionsCommand({ CatalogId: catalogId, NextToken });
    const page = await persist(patience, () => lakeformation.send(command));
    return { items: page.LFTagExpressions, NextToken: page.NextToken };
  });
  return new Map(found.map(({ Name = '', Expression }) => [Name, expressionFrom(Expression)]));
}

/** The service lists one grant in several entries, and here it was asked in several ways. */
export function merged(grants: readonly Grant[]): Grant[] {
  const byKey = new Map<string, Grant>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.principal, resourceKey(grant.resource)]);
    const old = byKey.get(key);
    byKey.set(key, {
      ...grant,
      permissions: [...new Set([...(old?.permissions ?? []), ...grant.permissions])].sort(),
      withGrantOption: [...new Set([...(old?.withGrantOption ?? []), ...grant.withGrantOption])].sort(),
    });
  }
  return [...byKey.values()];
}
