import type { NormalizedSchema } from '@smithy/core/schema';
import type { Struct, Value } from './schema';

/**
 * The path of a member that the operation requires and the input lacks, outermost first; undefined when all are there.
 */
export function missingMember(
  schema: NormalizedSchema,
  value: Value,
  path: readonly string[] = [],
): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (schema.isStructSchema()) return missingInStruct(schema, value as Struct, path);
  if (schema.isListSchema())
    return first(value as Value[], (each, i) =>
      missingMember(schema.getValueSchema(), each, [...path, String(i + 1), 'member']),
    );
  return undefined;
}

function missingInStruct(schema: NormalizedSchema, struct: Struct, path: readonly string[]): string | undefined {
  for (const name of requiredOf(schema))
    if (struct[name] === undefined || struct[name] === null) return [...path, name].join('.');
  return first([...schema.structIterator()], ([name, member]) => missingMember(member, struct[name], [...path, name]));
}

/** Required members come first, and the schema says how many they are. */
function requiredOf(schema: NormalizedSchema): readonly string[] {
  const raw = schema.getSchema() as unknown;
  if (!Array.isArray(raw) || schema.isUnionSchema()) return [];
  return (raw[4] as readonly string[]).slice(0, Number(raw[6] ?? 0));
}

function first<T>(items: readonly T[], look: (item: T, index: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = look(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}
