import type { OutputSettings } from '../config/replication/types';
import { compareKeys } from './key-order';

type Converting = Pick<OutputSettings, 'convert'>;

/**
 * What can be converted on its way. A further one is a line here, and a converter in `functions/replication/convert`.
 */
export const CONVERSIONS = {
  parquet: { pattern: /\.parquet$/i, ending: '.csv', to: 'csv', contentType: 'text/csv; charset=utf-8' },
} as const;

export type ConversionName = keyof typeof CONVERSIONS;
export type Converted = (typeof CONVERSIONS)[ConversionName]['to'];

const NAMES = Object.keys(CONVERSIONS) as ConversionName[];

/** How the output converts what this key names; `undefined` where it goes on as it is. */
export const conversionOf = ({ convert }: Converting, key: string): ConversionName | undefined =>
  NAMES.find((name) => convert?.[name] !== undefined && CONVERSIONS[name].pattern.test(key));

/** The key at the destination. What is converted to CSV is called so. */
export function destinationKey(output: Converting, prefix: string, key: string): string {
  const conversion = conversionOf(output, key);
  if (conversion === undefined) return prefix + key;
  const { pattern, ending } = CONVERSIONS[conversion];
  return prefix + key.replace(pattern, ending);
}

/**
 * Which of the source's keys a key of the destination is for, both without prefixes: the one that is called so itself,
 * else the first in S3's order. Two spellings of an ending, or an object beside a conversion, have one key there.
 */
export function ownerOf(there: string, keys: readonly string[]): string | undefined {
  if (keys.includes(there)) return there;
  return [...keys].sort(compareKeys)[0];
}

const KEY_TAKEN = 'KEY_TAKEN: ';

/** Why an object is set aside whose key at the destination is for another one. */
export const keyTaken = (there: string, owner: string): string =>
  `${KEY_TAKEN}'${there}' at the destination is for '${owner}' of the source. Rename or delete one of the two.`;

export const isKeyTaken = (reason: string | undefined): boolean => reason?.startsWith(KEY_TAKEN) === true;

/** S3's limit. A prefix of the destination may bring a long key beyond it. */
export const MAX_KEY_BYTES = 1024;
