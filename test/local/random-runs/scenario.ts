import fc from 'fast-check';
import { type Death, deaths } from './deaths';
import { faults, type PlannedFault } from './planned-faults';

const MINUTE_MS = 60_000;

/** What happens in one run, all of it decided by the seed. Times are milliseconds after the world opens. */
export interface Scenario {
  readonly seed: number;
  readonly sources: readonly string[];
  /** Bytes that each source claims to hold: its exports take minutes to hours. */
  readonly bytes: readonly number[];
  readonly exports: { readonly maxConcurrent: number; readonly ranking: 'longest-first' | 'fifo' };
  readonly actions: readonly Action[];
  readonly faults: readonly PlannedFault[];
  readonly deaths: readonly Death[];
  /** How long an operator lets a failed execution lie. */
  readonly patienceMs: number;
}

export type Action = {
  readonly at: number;
} /** Taken so long before it is announced: RDS may be slow, and overtake itself. */ & (
  | { readonly kind: 'snapshot'; readonly source: string; readonly lateMs: number }
  | { readonly kind: 'announced-again'; readonly source: string }
  | { readonly kind: 'manual-snapshot'; readonly source: string; readonly name: string }
  /** Of a manual snapshot, wherever its export stands. */
  | { readonly kind: 'deletion'; readonly name: string }
  /** Somebody else's snapshot, named like one of ours. */
  | { readonly kind: 'look-alike'; readonly source: string }
  /** A snapshot that nobody has ever seen. */
  | { readonly kind: 'ghost'; readonly source: string }
  /** Somebody else's export takes a slot of the account. */
  | { readonly kind: 'foreign-export'; readonly name: string }
  /** Somebody cancels one of our exports. */
  | { readonly kind: 'cancellation'; readonly source: string }
  | { readonly kind: 'last' }
);

/** `orders` and its look-alikes are databases of their own. */
const NAMES = [
  'orders',
  'orders-2',
  'orders-eu',
  'shop',
  'till',
  'stock',
  'staff',
  'web',
  'mail',
  'fleet',
  'hr',
  'pos',
];
const NIGHT_MINUTES = 24 * 60;
/** After it everything that was announced must have been heard of. */
const LAST_MINUTES = 12 * 60;

interface Size {
  readonly sources: readonly string[];
  readonly nights: number;
}

// mostly few, for the seconds that they take; now and then more than there are slots
const sizes: fc.Arbitrary<Size> = fc.oneof(
  { weight: 7, arbitrary: ofSize(1, 3, 2) },
  { weight: 2, arbitrary: ofSize(6, 8, 1) },
  { weight: 1, arbitrary: ofSize(1, 1, 3) },
  { weight: 1, arbitrary: ofSize(9, 12, 1) },
);

function ofSize(minLength: number, maxLength: number, nights: number): fc.Arbitrary<Size> {
  return fc.record({
    sources: fc.shuffledSubarray(NAMES, { minLength, maxLength }),
    nights: fc.integer({ min: 1, max: nights }),
  });
}

const minutes = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min, max }).map((count) => count * MINUTE_MS);

/** Somewhen in the first three hours of a night. */
const momentOf = (nights: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.integer({ min: 0, max: nights - 1 }), fc.integer({ min: 0, max: 180 }))
    .map(([night, minute]) => (night * NIGHT_MINUTES + minute) * MINUTE_MS);

const lateness = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: minutes(1, 300) });

const nightly = (source: string, night: number): fc.Arbitrary<Action> =>
  fc.record({
    kind: fc.constant('snapshot' as const),
    at: momentOf(1).map((at) => at + night * NIGHT_MINUTES * MINUTE_MS),
    source: fc.constant(source),
    lateMs: lateness,
  });

/** Automated ones are taken on the minute, and two of one moment hold the same data: they would be one export. */
const BETWEEN_MS = 30_000;

/** A manual snapshot; half of them are deleted some time later. */
const manual = ({ sources, nights }: Size): fc.Arbitrary<Action[]> =>
  fc
    .record({
      at: momentOf(nights).map((at) => at + BETWEEN_MS),
      source: fc.constantFrom(...sources),
      name: fc.stringMatching(/^m[a-z]{8}$/),
      livesMs: fc.option(minutes(1, 120), { freq: 2 }),
    })
    .map(({ at, source, name, livesMs }) => [
      { kind: 'manual-snapshot', at, source, name },
      ...(livesMs === null ? [] : [{ kind: 'deletion' as const, at: at + livesMs, name }]),
    ]);

function actions(size: Size): fc.Arbitrary<Action[]> {
  const { sources, nights } = size;
  const at = momentOf(nights);
  const source = fc.constantFrom(...sources);
  const some = <K extends 'announced-again' | 'look-alike' | 'ghost' | 'cancellation'>(kind: K, maxLength: number) =>
    fc.array(fc.record({ kind: fc.constant(kind), at, source }), { maxLength });
  const snapshot = fc.record({ kind: fc.constant('snapshot' as const), at, source, lateMs: lateness });
  const foreign = fc.record({
    kind: fc.constant('foreign-export' as const),
    at,
    name: fc.stringMatching(/^f[a-z]{8}$/),
  });
  const lastAt = (nights * NIGHT_MINUTES + LAST_MINUTES) * MINUTE_MS;
  return fc
    .tuple(
      fc.tuple(...sources.flatMap((each) => Array.from({ length: nights }, (_, night) => nightly(each, night)))),
      fc.array(snapshot, { maxLength: 2 }),
      some('announced-again', 3),
      some('look-alike', 2),
      some('ghost', 1),
      some('cancellation', 1),
      fc.array(foreign, { maxLength: 4 }),
      fc.array(manual(size), { maxLength: 1 }).map((pairs) => pairs.flat()),
    )
    .map((kinds): Action[] => [...kinds.flat().sort((a, b) => a.at - b.at), { kind: 'last', at: lastAt }]);
}

const scenarios: fc.Arbitrary<Omit<Scenario, 'seed'>> = sizes.chain((size) =>
  fc.record({
    sources: fc.constant(size.sources),
    bytes: fc.tuple(...size.sources.map(() => fc.integer({ min: 10, max: 28 }).map((power) => 2 ** power))),
    exports: fc.record({
      maxConcurrent: fc.integer({ min: 1, max: 5 }),
      ranking: fc.constantFrom('longest-first' as const, 'fifo' as const),
    }),
    actions: actions(size),
    faults: fc.array(faults(size.sources), { maxLength: 6 }),
    deaths: fc.array(deaths, { maxLength: 3 }),
    patienceMs: minutes(1, 400),
  }),
);

/** The same for the same seed. */
export function scenarioOf(seed: number): Scenario {
  const [scenario] = fc.sample(scenarios, { seed, numRuns: 1 });
  return { seed, ...scenario! };
}
