export type ContextValue = string | readonly string[];

/**
 * What a request says of itself, by condition key; undefined for a key that it does not have. Of a key that is not in
 * here nobody knows what AWS would say: a statement that asks for one never allows, and always denies. Keys are
 * compared without regard to case.
 */
export type RequestContext = ReadonlyMap<string, ContextValue | undefined>;

/** A context of condition keys and their values. `kms:EncryptionContext:*` stands for all keys of that beginning. */
export const contextOf = (values: Readonly<Record<string, ContextValue | undefined>>): RequestContext =>
  new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value] as const));

export const valueIn = (context: RequestContext, key: string): ContextValue | undefined =>
  context.get(key.toLowerCase());

export function isKnownIn(context: RequestContext, key: string): boolean {
  const name = key.toLowerCase();
  if (context.has(name)) return true;
  for (const known of context.keys()) if (known.endsWith(':*') && name.startsWith(known.slice(0, -1))) return true;
  return false;
}
