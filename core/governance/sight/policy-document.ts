/** A statement of a bucket's or key's policy, as JSON has it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly PolicyStatement[];
}

/** IAM takes one statement without its list. */
export function parsedPolicy(text: string): PolicyDocument {
  const { Statement = [], ...rest } = JSON.parse(text) as { Statement?: PolicyStatement | PolicyStatement[] };
  return { ...rest, Statement: [Statement].flat() };
}

/** Which of the actions a statement is about. Resources are not looked at: part of the files is too much. */
export function actionsAmong(actions: readonly string[], { Action, NotAction }: PolicyStatement): string[] {
  const isNamed = (patterns: string | readonly string[]) => (action: string) =>
    [patterns].flat().some((pattern) => like(pattern).test(action));
  if (NotAction !== undefined) return actions.filter((action) => !isNamed(NotAction)(action));
  return actions.filter(isNamed(Action ?? []));
}

const like = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

export interface NamedPrincipal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`. */
  readonly kind: string;
  readonly id: string;
}

/** Whom a statement allows something. What `NotPrincipal` leaves over is everybody. */
export function principalsOf({ Principal, NotPrincipal }: PolicyStatement): NamedPrincipal[] {
  if (NotPrincipal !== undefined || Principal === '*') return [{ kind: 'AWS', id: '*' }];
  return Object.entries(Principal ?? {}).flatMap(([kind, ids]) => [ids].flat().map((id) => ({ kind, id })));
}

/** The statement for those who stay; nothing where nobody does. */
export function keeping(statement: PolicyStatement, stays: (principal: NamedPrincipal) => boolean): PolicyStatement[] {
  const all = principalsOf(statement);
  const left = all.filter(stays);
  if (left.length === all.length) return [statement];
  const Principal: Record<string, string[]> = {};
  for (const { kind, id } of left) Principal[kind] = [...(Principal[kind] ?? []), id];
  return left.length === 0 ? [] : [{ ...statement, Principal }];
}

/** ` under conditions on aws:SourceVpce`, which nobody here judges. */
export function conditionsOf({ Condition = {} }: PolicyStatement): string {
  const keys = Object.values(Condition).flatMap((each) => Object.keys(each));
  return keys.length === 0 ? '' : ` under conditions on ${[...new Set(keys)].sort().join(', ')}`;
}
