import { ListPermissionsCommand, type ListPermissionsCommandInput } from '@aws-sdk/client-lakeformation';
import { type Grant, resourceKey } from '../../../core/governance';
import { allPages } from '../all-pages';
import { inParallel } from '../in-parallel';
import { persist } from './persist';
import type { Reader } from './reader';
import { grantFrom } from './resources';

/** Of one page (the API's limit). */
const MAX_RESULTS = 1000;

/** Grants that are not on one table. */
export async function readCommonGrants(reader: Reader, DatabaseName: string): Promise<Grant[]> {
  const { catalogId: CatalogId } = reader;
  const asked: readonly Partial<ListPermissionsCommandInput>[] = [
    { ResourceType: 'LF_TAG' },
    { ResourceType: 'LF_TAG_POLICY_DATABASE' },
    { ResourceType: 'LF_TAG_POLICY_TABLE' },
    { Resource: { Database: { CatalogId, Name: DatabaseName } } },
    { Resource: { Table: { CatalogId, DatabaseName, TableWildcard: {} } } },
  ];
  return (await inParallel(asked, asked.length, (what) => readGrants(reader, what))).flat();
}

export async function readGrants(
  { lakeformation, catalogId, ...patience }: Reader,
  what: Partial<ListPermissionsCommandInput>,
  onPage: () => void = () => {},
): Promise<Grant[]> {
  const found = await allPages(async (NextToken) => {
    onPage();
    const command = new ListPermissionsCommand({ CatalogId: catalogId, ...what, MaxResults: MAX_RESULTS, NextToken });
    const page = await persist(patience, () => lakeformation.send(command));
    return { items: page.PrincipalResourcePermissions, NextToken: page.NextToken };
  });
  return found.map(grantFrom).filter((grant) => grant !== undefined);
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
