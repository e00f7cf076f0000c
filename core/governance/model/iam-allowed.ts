import { ownValue } from '../../own-value';
import type { DatabaseRules } from './policy';
import { type CatalogState, type Grant, type GrantedResource, IAM_ALLOWED_PRINCIPALS } from './state';

/** A right of {@link IAM_ALLOWED_PRINCIPALS}, the group of everybody whom IAM allows. */
export interface OpenGrant extends Grant {
  readonly resource: Extract<GrantedResource, { readonly kind: 'database' | 'table' | 'columns' }>;
}

/** What the group holds on one database and in it. While it stands, Lake Formation restricts nobody there. */
export interface OpenAccess {
  /** On lakeferry's own database: the account's default gives it to every new database. The plan revokes it. */
  readonly byDefault: readonly OpenGrant[];
  /**
   * On tables, which lakeferry's databases never open by default, and on databases of others: somebody may rely on it.
   */
  readonly byOthers: readonly OpenGrant[];
}

export function openAccess({ database }: DatabaseRules, { databases, grants, catalogId }: CatalogState): OpenAccess {
  const isOurs = ownValue(databases, database)?.isOurs === true;
  const held = grants
    .filter(isOpen)
    .filter(({ resource, grantedIn = catalogId }) => grantedIn === catalogId && resource.database === database);
  const isDefault = ({ resource, permissions }: Grant): boolean =>
    isOurs && resource.kind === 'database' && !permissions.includes('OTHER');
  return { byDefault: held.filter(isDefault), byOthers: held.filter((grant) => !isDefault(grant)) };
}

const isOpen = (grant: Grant): grant is OpenGrant =>
  grant.principal === IAM_ALLOWED_PRINCIPALS && ['database', 'table', 'columns'].includes(grant.resource.kind);
