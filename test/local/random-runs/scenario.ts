import fc from 'fast-check';
import type { FaultName } from '../../../local/faults';

const MINUTE_MS = 60_000;

/** What happens in one run, all of it decided by the seed. Times are milliseconds after the world opens. */
export interface Scenario {
  readonly seed: number;
  readonly sources: readonly string[];
  readonly exports: { readonly maxConcurrent: number; readonly ranking: 'longest-first' | 'fifo' };
  readonly actions: readonly Action[];
  readonly faults: readonly PlannedFault[];
  readonly deaths: readonly Death[];
}

export type Action = { readonly at: number } & (
  | { readonly kind: 'snapshot' | 'announced-again'; readonly source: string }
  /** Somebody else's snapshot, named like one of ours. */
  | { readonly kind: 'look-alike'; readonly source: string }
  /** A manual snapshot that is deleted before its export can start. */
  | { readonly kind: 'deleted-snapshot'; readonly source: string }
  /** Somebody else's export takes a slot of the account. */
  | { readonly kind: 'foreign-export'; readonly name: string }
);

export interface PlannedFault {
  readonly name: FaultName;
  readonly target: string;
  readonly times: number;
  readonly skip: number;
}

/** The process dies at the nth time that an execution of the machine enters or leaves the state. */
export interface Death {
  readonly happening: 'Entered' | 'Exited';
  readonly machine: string;
  readonly nth: number;
  readonly isWritten: boolean;
}

/** `orders` and its look-alikes are databases of their own. */
const NAMES = ['orders', 'orders-2', 'orders-eu', 'shop', 'till', 'stock', 'staff', 'web'];
const FUNCTIONS = ['start-export', 'plan-copy', 'copy-batch', 'commit-partitions', 'crawl-tables', 'apply-governance'];
const OPERATIONS = [
  'rds:StartExportTask',
  'rds:DescribeExportTasks',
  'rds:DescribeDBClusterSnapshots',
  's3:PutObject',
  's3:GetObject',
  's3:ListObjectsV2',
  's3:CopyObject',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'glue:StartCrawler',
  'glue:GetCrawler',
  'lakeformation:AddLFTagsToResource',
  'lakeformation:BatchGrantPermissions',
  'lakeformation:CreateDataCellsFilter',
];
const MACHINES = ['export-snapshot', 'publish-export', 'catalog-tables'];

const struck = (names: readonly FaultName[], targets: readonly string[], most: number): fc.Arbitrary<PlannedFault> =>
  fc.record({
    name: fc.constantFrom(...names),
    target: fc.constantFrom(...targets),
    times: fc.integer({ min: 1, max: most }),
    skip: fc.integer({ min: 0, max: 6 }),
  });

const faults = (sources: readonly string[]): fc.Arbitrary<PlannedFault> =>
  fc.oneof(
    struck(['access-denied', 'throttling', 'service-error', 'lost-response'], OPERATIONS, 12),
    struck(
      ['function-error', 'function-timeout', 'function-lost-response'],
      FUNCTIONS.map((f) => `lambda:${f}`),
      8,
    ),
    struck(['export-failed'], sources, 4),
    struck(['crawl-failed', 'crawl-cancelled'], ['*'], 2),
    struck(['limit-reached'], ['rds:StartExportTask'], 3),
    struck(['duplicate-event'], ['*'], 5),
  );

const deaths: fc.Arbitrary<Death> = fc.record({
  happening: fc.constantFrom('Entered' as const, 'Exited' as const),
  machine: fc.constantFrom(...MACHINES),
  nth: fc.integer({ min: 1, max: 25 }),
  isWritten: fc.boolean(),
});

const scenarios = fc
  .record({
    // mostly few, for the seconds that they take; now and then more than there are slots
    sources: fc.oneof(
      { weight: 4, arbitrary: fc.subarray(NAMES, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.subarray(NAMES, { minLength: 6 }) },
    ),
    nights: fc.integer({ min: 1, max: 2 }),
    maxConcurrent: fc.integer({ min: 1, max: 5 }),
    ranking: fc.constantFrom('longest-first' as const, 'fifo' as const),
  })
  .chain(({ sources, nights, maxConcurrent, ranking }) => {
    const at = fc
      .tuple(fc.integer({ min: 0, max: nights - 1 }), fc.integer({ min: 0, max: 180 }))
      .map(([night, minute]) => (night * 24 * 60 + minute) * MINUTE_MS);
    const source = fc.constantFrom(...sources);
    const some = <K extends string>(kind: K, most: number) =>
      fc.array(fc.record({ kind: fc.constant(kind), at, source }), { maxLength: most });
    return fc.record({
      sources: fc.constant(sources),
      exports: fc.constant({ maxConcurrent, ranking }),
      actions: fc
        .tuple(
          fc.tuple(
            ...sources.map((each) =>
              fc.record({ kind: fc.constant('snapshot' as const), at, source: fc.constant(each) }),
            ),
          ),
          some('snapshot', 2),
          some('announced-again', 3),
          some('look-alike', 2),
          some('deleted-snapshot', 1),
          fc.array(
            fc.record({ kind: fc.constant('foreign-export' as const), at, name: fc.stringMatching(/^f[a-z]{8}$/) }),
            {
              maxLength: 4,
            },
          ),
        )
        .map((kinds): Action[] => kinds.flat().sort((a, b) => a.at - b.at)),
      faults: fc.array(faults(sources), { maxLength: 5 }),
      deaths: fc.array(deaths, { maxLength: 3 }),
    });
  });

/** The same for the same seed. */
export function scenarioOf(seed: number): Scenario {
  const [scenario] = fc.sample(scenarios, { seed, numRuns: 1 });
  return { seed, ...scenario! };
}
