import type { Authority } from '../../authorization/authority';
import { ServiceError } from '../../service';

/** A service of AWS that calls targets as a role of theirs. */
export interface TargetCaller {
  /** `scheduler.amazonaws.com`. */
  readonly service: string;
  readonly authority: Pick<Authority, 'refusalOfRole' | 'mayServiceAssume'> | undefined;
  /** What the trust of a role can ask for: `aws:SourceArn`, `aws:SourceAccount`. */
  readonly source: Readonly<Record<string, string | undefined>>;
}

/** Throws AccessDeniedException where the service may not assume the role, or the role may not make the call. */
export function requireTargetRole(
  { service, authority, source }: TargetCaller,
  roleArn: string | undefined,
  needed: { readonly action: string; readonly resource: string },
): void {
  if (roleArn === undefined || authority === undefined) return;
  if (!authority.mayServiceAssume(roleArn, service, source))
    throw new ServiceError('AccessDeniedException', `${service} may not assume ${roleArn}: its trust policy says so.`);
  const refused = authority.refusalOfRole(roleArn, service.split('.')[0]!, needed);
  if (refused !== undefined) throw new ServiceError('AccessDeniedException', refused);
}
