import { ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { persist } from './persist';
import type { Reader } from './reader';

/**
 * Whether the effective permissions of a principal on a table let it read, by grant or by tag. Undefined where Lake
 * Formation does not say.
 */
export async function readsTable(
  { lakeformation, catalogId, ...patience }: Reader,
  principal: string,
  { database: DatabaseName, table: Name }: { readonly database: string; readonly table: string },
): Promise<boolean | undefined> {
  const command = new ListPermissionsCommand({
    CatalogId: catalogId,
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: { Table: { CatalogId: catalogId, DatabaseName, Name } },
  });
  try {
    const { PrincipalResourcePermissions = [] } = await persist(patience, () => lakeformation.send(command));
    return PrincipalResourcePermissions.some(({ Permissions = [] }) => Permissions.includes('SELECT'));
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidInputException') return undefined;
    throw error;
  }
}
