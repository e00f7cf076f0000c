import type { FirstNames } from '../../publishing/payloads';

/** Names that travel through the machine: 5 KB at most. */
const FIRST = 20;
const MAX_NAME_CHARS = 250;

export const firstNames = (names: readonly string[]): FirstNames => ({
  count: names.length,
  names: names.slice(0, FIRST).map((name) => name.slice(0, MAX_NAME_CHARS)),
});
