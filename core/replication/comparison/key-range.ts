/** Keys of a source, in S3's order. */
export interface KeyRange {
  /** Exclusive. @default from the first key on */
  readonly after?: string;
  /** Inclusive. @default to the last key */
  readonly upTo?: string;
}

/** Code points that can stand in a key, numbered without surrogates: their order is that of UTF-8. */
const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;
const LAST = 0x10ffff - SURROGATES;
/** Most keys are ASCII: the first cut of an open range is behind it. */
const LAST_ASCII = 0x7f;

/**
 * A text between `first`, which is the first key of a range, and its end: to cut the range there, whether or not there
 * is such a key. Each half, cut again, comes nearer to where the keys are. `undefined` where nothing is between.
 */
export function middleKey(first: string, upTo: string | undefined): string | undefined {
  const [from, to] = [[...first], upTo === undefined ? undefined : [...upTo]];
  let at = 0;
  while (to !== undefined && at < from.length && from[at] === to[at]) at++;
  if (to !== undefined && at >= to.length) return undefined;
  const low = rankAt(from, at);
  const high = to === undefined ? LAST : rankAt(to, at);
  if (high - low > 1) return from.slice(0, at).join('') + characterOf(between(low, high));
  // neighbours: what begins with the higher one, or what comes behind `first` below the lower one
  if (to !== undefined && to.length > at + 1) return to.slice(0, at + 1).join('');
  const next = rankAt(from, at + 1);
  if (low < 0 || next >= LAST - 1) return undefined;
  return from.slice(0, at + 1).join('') + characterOf(between(next, LAST));
}

/** Below all others where the text ends. */
function rankAt(characters: readonly string[], at: number): number {
  const code = characters[at]?.codePointAt(0) ?? -1;
  return code < FIRST_SURROGATE ? code : code - SURROGATES;
}

const characterOf = (rank: number): string => String.fromCodePoint(rank < FIRST_SURROGATE ? rank : rank + SURROGATES);

const between = (low: number, high: number): number =>
  low < LAST_ASCII && high > LAST_ASCII + 1 ? LAST_ASCII : Math.floor((low + high) / 2);
