import { fieldPath, type Problem } from './problems';

const KEY = '__proto__';
const FIX =
  "is under a key that JavaScript reads as the object's prototype, so it would be lost. Take it out; a filter may list such a column, and to name it elsewhere, rename it in the source.";

/**
 * Finds every `__proto__`, written plain (an object literal then has that prototype) or as `['__proto__']`. A text
 * under a plain one leaves no trace in the object.
 */
export function judgePrototypeKeys(value: unknown, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof value !== 'object' || value === null || path.length > DEEPEST) return [];
  const written = Object.hasOwn(value, KEY) ? [(value as Record<string, unknown>)[KEY]] : writtenAsPrototype(value);
  return [
    ...written.map((each) => ({ path: fieldPath([...path, KEY]), value: each, fix: FIX })),
    ...Object.entries(value).flatMap(([key, member]) =>
      key === KEY ? [] : judgePrototypeKeys(member, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** Deeper than any field is: a value that contains itself ends here. */
const DEEPEST = 10;

/** The prototype is neither that of plain objects and lists, in whatever realm, nor that of a class. */
function writtenAsPrototype(value: object): unknown[] {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return [];
  const made = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  return typeof made === 'function' ? [] : [prototype];
}
