import { createHash } from 'node:crypto';
import type jsonata from 'jsonata';
import { MAX_RANGE_ITEMS } from '../limits';
import { compileJsonata } from './compile-jsonata';

/** What the added functions draw on; the tests' own make them repeatable. */
export interface FunctionSources {
  readonly now: () => number;
  readonly random: () => number;
  readonly ids: () => string;
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** A value grew beyond what an expression may hold. */
export class MemoryLimitError extends Error {
  override readonly name = 'MemoryLimitError';
  constructor() {
    super('Expression evaluation memory limit exceeded: Check for excessive memory usage');
  }
}

class FunctionArgumentError extends Error {
  override readonly name = 'FunctionArgumentError';
}

/** Of an empty array, and into chunks of zero, it returns nothing (measured by the floci project). */
function partition(array: unknown, size: unknown): unknown[] | undefined {
  if (array === undefined) return undefined;
  const items = Array.isArray(array) ? array : [array];
  const length = Math.trunc(Number(size));
  if (items.length === 0 || length === 0) return undefined;
  if (!(length > 0)) throw new FunctionArgumentError('The chunk size of $partition must be a positive integer');
  const chunks: unknown[] = [];
  for (let i = 0; i < items.length; i += length) chunks.push(items.slice(i, i + length));
  return chunks;
}

/**
 * Inclusive; a single number comes out bare, as any singleton sequence does (recorded: `$range(1,9,9)` is `1`).
 * Without a step, or with one that leads away from the end, it returns nothing (measured by the floci project).
 */
function range(start: unknown, end: unknown, step: unknown): unknown {
  if (step === undefined) return undefined;
  const [from, to, by] = [start, end, step].map((n) => Math.trunc(Number(n))) as [number, number, number];
  if (![from, to, by].every(Number.isFinite))
    throw new FunctionArgumentError('The arguments of $range must be numbers');
  if (by === 0) throw new FunctionArgumentError('The step of $range cannot be 0');
  const length = Math.floor((to - from) / by) + 1;
  if (length <= 0) return undefined;
  if (length > MAX_RANGE_ITEMS) throw new MemoryLimitError();
  return length === 1 ? from : Array.from({ length }, (_, i) => from + i * by);
}

function hash(data: unknown, algorithm: unknown): string | undefined {
  if (data === undefined || algorithm === undefined) return undefined;
  const name = HASHES[String(algorithm)];
  if (name === undefined) {
    throw new FunctionArgumentError(`The algorithm of $hash must be one of ${Object.keys(HASHES).join(', ')}`);
  }
  return createHash(name).update(String(data)).digest('hex');
}

/** `java.util.Random`'s first `nextDouble`, which is what AWS answers (measured by the floci project). */
function seededRandom(seed: number): number {
  let state = BigInt.asUintN(48, BigInt(Math.trunc(seed)) ^ 0x5deece66dn);
  const next = (bits: bigint): bigint => {
    state = BigInt.asUintN(48, state * 0x5deece66dn + 0xbn);
    return state >> (48n - bits);
  };
  return Number((next(26n) << 27n) + next(27n)) / 2 ** 53;
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(String(text));
  return Object.is(value, -0) ? 0 : value;
}

/**
 * The functions Step Functions adds to JSONata, and the ones it takes away; `$now` and `$millis` read the engine's
 * clock.
 */
export function registerFunctions(expression: jsonata.Expression, { now, random, ids }: FunctionSources): void {
  expression.registerFunction('partition', partition, '<a-n:a>');
  expression.registerFunction('range', range, '<n-nn?:x>');
  expression.registerFunction('hash', hash, '<s-s?:s>');
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? random() : seededRandom(seed)),
    '<n?:n>',
  );
  expression.registerFunction('uuid', ids, '<:s>');
  expression.registerFunction('parse', parse, '<s-:x>');
  expression.registerFunction('millis', now, '<:n>');
  expression.registerFunction('now', (picture?: string, zone?: string) => formatNow(now(), picture, zone), '<s?s?:s>');
  expression.assign('eval', undefined);
}

const formatter = compileJsonata('$fromMillis($ms, $picture, $zone)');

async function formatNow(ms: number, picture: string | undefined, zone: string | undefined): Promise<unknown> {
  if (picture === undefined) return new Date(ms).toISOString();
  return formatter.evaluate(undefined, { ms, picture, zone });
}
