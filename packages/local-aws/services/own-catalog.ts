import { type RequestContext, ServiceError } from '../service';

/** Another account's catalog is never written to, whatever was shared. Throws AccessDeniedException. */
export function requireOwnCatalog(catalogId: string, context: RequestContext): void {
  if (catalogId === context.accountId) return;
  throw new ServiceError(
    'AccessDeniedException',
    `User: ${context.principalArn} is not authorized to access catalog ${catalogId}.`,
  );
}
