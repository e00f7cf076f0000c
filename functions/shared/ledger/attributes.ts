import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What the ledger's items are made of. `undefined` members are left out. */
export type Plain = string | number | boolean | undefined | { readonly [key: string]: Plain };

export function toAttributes(item: object): Record<string, AttributeValue> {
  const entries = Object.entries(item as Record<string, Plain>);
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, toAttribute(value)]])),
  );
}

export function toAttribute(value: Exclude<Plain, undefined>): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return { M: toAttributes(value) };
}

export function fromAttributes(attributes: Record<string, AttributeValue>): Record<string, Plain> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, fromAttribute(value)]));
}

/** Attributes of other types (somebody else's) read as `undefined`. */
function fromAttribute(value: AttributeValue): Plain {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  return value.M === undefined ? undefined : fromAttributes(value.M);
}
