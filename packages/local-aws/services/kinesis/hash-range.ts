import { createHash } from 'node:crypto';

/** Hash keys are integers of 128 bits. */
export const HASH_KEYS = 2n ** 128n;

/** Where a partition key lies: its MD5, as an integer. */
export const hashKeyOf = (partitionKey: string): bigint =>
  BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);

/** The beginnings of `count` ranges of the same size. The last one also takes what a division leaves over. */
export const evenStarts = (count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => (HASH_KEYS / BigInt(count)) * BigInt(i));
