export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** UTF-8 bytes of the compact JSON text: what Step Functions' payload limit counts. */
export const jsonBytes = (value: Json): number => textBytes(JSON.stringify(value));

/** The same of a value that is a JSON text already; exact where it comes near the limit. */
export const textBytes = (text: string): number =>
  text.length * 3 < 256 * 1024 ? text.length : Buffer.byteLength(text);

/** The JSON Schema name of a value's type, as evaluation errors spell it. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** Without the members that are undefined. */
export function defined<T extends object>(value: T): T {
  const result: Partial<T> = {};
  for (const key of Object.keys(value) as (keyof T)[]) if (value[key] !== undefined) result[key] = value[key];
  return result as T;
}
