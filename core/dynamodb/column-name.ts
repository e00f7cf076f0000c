import { createHash } from 'node:crypto';
import { EVENT_DATE } from './names';
import { ENVELOPE_PREFIX, OLD_PREFIX } from './row';

/**
 * The column of an attribute, from its path alone: the same attribute has the same column in every row, whatever else
 * the item has, and two attributes never share one. Otherwise a new attribute `Email` would be read where `email` was
 * agreed upon.
 *
 * - A path of plain names is joined by two underscores: `address.city` is `address__city`.
 * - Any other becomes plain (lower case, `_` before a capital and for what is no letter or digit), and ends in `_` and
 *   eight hex digits of its hash: `createdAt` is `created_at_9da118ee`. So do `date`, the lake's partition
 *   key, names that begin like the envelope, names that already end like a hash, and columns beyond 247 characters,
 *   which are cut.
 */
export function columnName(path: readonly string[], partitionKey: string): string {
  const joined = path.join(SEPARATOR);
  const isTaken =
    joined === partitionKey || joined === EVENT_DATE || joined.startsWith(ENVELOPE_PREFIX) || LIKE_A_HASH.test(joined);
  if (!isTaken && joined.length <= MAX_CHARS && path.every((name) => PLAIN.test(name))) return joined;
  const hash = createHash('sha256').update(JSON.stringify(path)).digest('hex').slice(0, HASH_DIGITS);
  return `${path
    .map(madePlain)
    .join(SEPARATOR)
    .slice(0, MAX_CHARS - HASH_DIGITS - 1)}_${hash}`;
}

/** The column of an attribute by its name, of the attribute before a change, or of the envelope. */
export function columnOfAttribute(name: string, partitionKey: string): string {
  if (name.startsWith(OLD_PREFIX)) return `${OLD_PREFIX}${columnName([name.slice(OLD_PREFIX.length)], partitionKey)}`;
  const lower = name.toLowerCase();
  return lower.startsWith(ENVELOPE_PREFIX) ? lower : columnName([name], partitionKey);
}

const SEPARATOR = '__';
/** Single underscores between letters and digits, so that a separator is told from a name. */
const PLAIN = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const HASH_DIGITS = 8;
const LIKE_A_HASH = /_[0-9a-f]{8}$/;
/** Glue's for the name of a column; the prefix of old values comes on top. */
const MAX_CHARS = 255 - 'ddb_old_'.length;

/** A name in another script than Latin has nothing left of it. */
function madePlain(name: string): string {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return /^[a-z]/.test(plain) ? plain : `column_${plain}`.replace(/_$/, '');
}
