import type { OutputSettings } from '../config/replication/types';

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

/** S3's limit. A prefix of the destination may bring a long key beyond it. */
export const MAX_KEY_BYTES = 1024;
