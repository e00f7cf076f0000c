/** Who asks. */
export type Principal =
  /** The account itself, by its root's key. */
  | { readonly kind: 'root'; readonly accountId: string; readonly arn: string }
  | { readonly kind: 'user'; readonly accountId: string; readonly arn: string }
  /** `arn` is the session's (`assumed-role`), `roleArn` the role's. */
  | { readonly kind: 'session'; readonly accountId: string; readonly arn: string; readonly roleArn: string }
  /** An AWS service in its own name: `events.amazonaws.com`. */
  | { readonly kind: 'service'; readonly service: string }
  /** Whoever shows a token of an issuer; `provider` is the ARN of the account's provider for it. */
  | { readonly kind: 'federated'; readonly provider: string };

/** A Principal element. */
export type PrincipalElement = '*' | Readonly<Record<string, string | readonly string[]>>;

/**
 * How a Principal element names somebody. `ACCOUNT` only hands the decision to the policies of that account; the
 * others allow by themselves.
 */
export type Naming = 'EVERYBODY' | 'ACCOUNT' | 'ROLE' | 'ITSELF';

/** How the element names the principal; undefined where it does not. */
export function namingOf(element: PrincipalElement, principal: Principal): Naming | undefined {
  if (element === '*') return 'EVERYBODY';
  const { AWS = [], Service = [], Federated = [] } = element;
  const names = [AWS].flat();
  if (names.includes('*')) return 'EVERYBODY';
  if (principal.kind === 'service') return [Service].flat().includes(principal.service) ? 'ITSELF' : undefined;
  if (principal.kind === 'federated') return [Federated].flat().includes(principal.provider) ? 'ITSELF' : undefined;
  if (names.includes(principal.arn) && principal.kind !== 'root') return 'ITSELF';
  if (principal.kind === 'session' && names.includes(principal.roleArn)) return 'ROLE';
  return names.some((name) => accountNamed(name) === principal.accountId) ? 'ACCOUNT' : undefined;
}

/**
 * Whether a NotPrincipal of a Deny spares the principal: AWS asks for each of its names, the account's included, or the
 * account is denied as a whole.
 */
export function isSpared(element: PrincipalElement, principal: Principal): boolean {
  if (element === '*') return true;
  const names = [element.AWS ?? []].flat();
  if (principal.kind === 'service') return [element.Service ?? []].flat().includes(principal.service);
  if (principal.kind === 'federated') return [element.Federated ?? []].flat().includes(principal.provider);
  if (!names.some((name) => accountNamed(name) === principal.accountId)) return false;
  if (principal.kind === 'root') return true;
  return names.includes(principal.arn) && (principal.kind === 'user' || names.includes(principal.roleArn));
}

const accountNamed = (name: string): string | undefined =>
  /^\d{12}$/.test(name) ? name : /^arn:[^:]+:iam::(\d{12}):root$/.exec(name)?.[1];
