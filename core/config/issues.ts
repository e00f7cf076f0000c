import type { z } from 'zod';
import { ownValue } from '../own-value';
import { didYouMean } from './did-you-mean';
import { KNOWN_KEYS } from './fields';
import { fieldPath, type Problem } from './problems';

type Issue = z.core.$ZodIssue;

/** Reads the issues of one part as problems. `at` is where the part stands, `part` what stands there. */
export function problemsFrom(error: z.ZodError, at: readonly PropertyKey[], part: unknown): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    const value = valueAt(part, issue.path);
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue, path, key, value));
    return [{ path: fieldPath(path), value, fix: fixOf(issue, value) }];
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => ownValue(inner as Record<string, unknown> | undefined, String(key)),
    value,
  );
}

function unknownKey(issue: Issue, path: readonly PropertyKey[], key: string, owner: unknown): Problem {
  const known = issue.message.startsWith(KNOWN_KEYS) ? issue.message.slice(KNOWN_KEYS.length).split(' ') : [];
  const value = ownValue(owner as Record<string, unknown>, key) ?? 'undefined';
  return {
    path: fieldPath([...path, key]),
    value,
    fix:
      known.includes('rows') && EXCLUDING_KEYS.test(key)
        ? 'lists what to hide, and a filter lists what is seen: give columns. Columns that come later then stay hidden.'
        : `is under a key that does not exist.${didYouMean(key, known)}`,
  };
}

/** As other tools call the columns that a filter leaves out. */
const EXCLUDING_KEYS = /^(?:exclud|except|hid)/i;

function fixOf(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_value') return oneOf(issue.values, value);
  // of several shapes, told apart by one field
  if (issue.code === 'invalid_union' && 'options' in issue) return oneOf(issue.options as readonly unknown[], value);
  if (issue.code !== 'invalid_type') return issue.message;
  const expected = EXPECTED[issue.expected] ?? issue.expected;
  if (value === undefined) return `is missing: give ${expected}.`;
  if (typeof value === 'number' && issue.expected === 'string') return `is a number: write it in quotes, '${value}'.`;
  return `must be ${expected}.`;
}

function oneOf(choices: readonly unknown[], value: unknown): string {
  const listed = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice))).join(', ');
  if (value === undefined) return `is missing: give one of ${listed}.`;
  return `is not one of ${listed}.${typeof value === 'string' ? nearest(value, choices.map(String)) : ''}`;
}

/** The list stands there already. */
const nearest = (value: string, choices: readonly string[]): string => {
  const hint = didYouMean(value, choices);
  return hint.startsWith(' Did') ? hint : '';
};

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  array: 'a list, [ … ]',
  object: 'an object, { … }',
  record: 'an object, { … }',
};
