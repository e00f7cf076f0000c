import type { OutputSettings } from '../config/replication/types';

const PARQUET = /\.parquet$/i;

/** Whether the output converts what this key names. */
export const isConverted = ({ convert }: Pick<OutputSettings, 'convert'>, key: string): boolean =>
  convert !== undefined && PARQUET.test(key);

/** The key at the destination. What is converted to CSV is called so. */
export const destinationKey = (output: Pick<OutputSettings, 'convert'>, prefix: string, key: string): string =>
  prefix + (isConverted(output, key) ? key.replace(PARQUET, '.csv') : key);

/** S3's limit. A prefix of the destination may bring a long key beyond it. */
export const MAX_KEY_BYTES = 1024;
