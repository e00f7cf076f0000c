import { createHash } from 'node:crypto';

/** Hex SHA-256 of a text: names and spreads that are the same in every run. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A number from 0 up to but not including 1, always the same for the same text. */
export const fraction = (text: string): number => Number.parseInt(digest(text).slice(0, 12), 16) / 16 ** 12;

/** A UUID that is always the same for the same text. */
export function uuidOf(text: string): string {
  const hex = digest(text);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
