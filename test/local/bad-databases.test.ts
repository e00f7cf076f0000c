import { DeleteCrawlerCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import type { Settings } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { POLICY_PARTITION } from '../../core/ledger/governance';
import { readFailedDatabases } from '../../core/runs/failed-databases';
import { nestedCause } from '../../core/runs/nested-cause';
import type { SourceDatabases } from '../../packages/local-aws/databases';
import type { ExecutionRecord } from '../../packages/local-aws/engine/records/execution-record';
import { drawn } from '../window/environment';
import { type EndState, snapshotOfEnd } from './world/end-state';
import { frozenCluster } from './world/frozen-databases';
import { ANALYTICS, World } from './world/world';

const CLUSTER = 'orders';
/** What may be wrong with one database of the cluster, and the error that names it. */
const ERRORS = {
  'a mistake in its policy': 'GovernanceFailedError',
  'its crawl fails': 'CrawlFailedError',
  'its crawler is gone': 'CrawlerNotFoundError',
  'its files are refused': 'CopyFailedError',
} as const;
type Failure = keyof typeof ERRORS;
const FAILURES = Object.keys(ERRORS) as Failure[];
/** Access that is denied strikes whichever database asks first. */
const DENIED = 'AccessDeniedError';
/** A clash of names costs the clashing tables only: the run does not fail by it. */
type Trouble = Failure | 'names that clash' | 'none';
const isFailure = (trouble: Trouble): trouble is Failure => trouble in ERRORS;

const nameOf = (i: number): string => `db${i}`;
const glueOf = (i: number): string => `${CLUSTER}_${nameOf(i)}`;

/** Databases with a clash have two tables more, which would be one table of the catalog. */
function databasesOf(troubles: readonly Trouble[]): SourceDatabases {
  const cluster = frozenCluster(
    CLUSTER,
    troubles.map((_, i) => nameOf(i)),
  );
  return {
    ...cluster,
    freeze: async (id, folder) =>
      (await cluster.freeze(id, folder)).map((database, i) => {
        const items = database.tables[0]!;
        const clashing = troubles[i] === 'names that clash' ? ['Parts', 'parts'] : [];
        return { ...database, tables: [...database.tables, ...clashing.map((table) => ({ ...items, table }))] };
      }),
  };
}

function settingsOf(troubles: readonly Trouble[]): Settings {
  const policy = (trouble: Trouble) => ({
    share: ['items'],
    filters: { people: { columns: trouble === 'a mistake in its policy' ? ['id', 'nothing'] : ['id'] } },
  });
  return validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [
      { kind: 'aurora-cluster', id: CLUSTER, engine: 'postgres', databases: troubles.map((_, i) => nameOf(i)) },
    ],
    accounts: { analytics: ANALYTICS },
    governance: { databases: Object.fromEntries(troubles.map((trouble, i) => [glueOf(i), policy(trouble)])) },
  });
}

const REFUSAL = 'Refusal';

/** The lake's policy refuses every new file of these databases; of none, it is as it was deployed. */
async function refuseFiles({ runtime }: World, troubles: readonly Trouble[]): Promise<void> {
  const s3 = new S3Client(runtime.clientConfig());
  const Bucket = runtime.resources.lakeBucket;
  const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  const policy = JSON.parse(Policy) as { Statement: { Sid?: string }[] };
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject' };
  const refusals = [...troubles.keys()]
    .filter((i) => troubles[i] === 'its files are refused')
    .map((i) => ({ Sid: `${REFUSAL}${i}`, ...deny, Resource: `arn:aws:s3:::${Bucket}/*${CLUSTER}/${nameOf(i)}/*` }));
  const Statement = [...policy.Statement.filter(({ Sid = '' }) => !Sid.startsWith(REFUSAL)), ...refusals];
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...policy, Statement }) }));
}

/** Everything but the policies, of governance and of the bucket. */
async function bringAbout({ runtime }: World, trouble: Trouble, i: number): Promise<void> {
  const crawler = `lakeferry_${glueOf(i)}`;
  const config = runtime.clientConfig();
  if (trouble === 'its crawl fails') runtime.faults.inject({ name: 'crawl-failed', target: crawler, times: Infinity });
  if (trouble === 'its crawler is gone') await new GlueClient(config).send(new DeleteCrawlerCommand({ Name: crawler }));
}

/** The world after one night, whatever came of it. */
async function night(troubles: readonly Trouble[], denials = 0): Promise<World> {
  const world = await World.open({
    sources: [CLUSTER],
    settings: settingsOf(troubles),
    databases: databasesOf(troubles),
  });
  try {
    for (const [i, trouble] of troubles.entries()) await bringAbout(world, trouble, i);
    await refuseFiles(world, troubles);
    world.runtime.faults.inject({ name: 'access-denied', target: 'glue:StartCrawler', times: denials });
    await world.runtime.takeSnapshot(CLUSTER);
    await world.ended();
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}

const onlyClashes = (troubles: readonly Trouble[]): Trouble[] =>
  troubles.map((trouble) => (isFailure(trouble) ? 'none' : trouble));

/** The ledger also keeps the hash of the whole policy that a database was made as, and a mistake is mended in it. */
async function endOf(world: World): Promise<EndState> {
  const end = await snapshotOfEnd(world.runtime, world.settings);
  return { ...end, ledger: end.ledger.filter((item) => !JSON.stringify(item).includes(POLICY_PARTITION)) };
}

const ends = new Map<string, Promise<EndState>>();

/** Played once for all tests that trouble the same databases. */
function undisturbed(troubles: readonly Trouble[]): Promise<EndState> {
  const key = JSON.stringify(onlyClashes(troubles));
  const end = ends.get(key) ?? playUndisturbed(troubles);
  ends.set(key, end);
  return end;
}

async function playUndisturbed(troubles: readonly Trouble[]): Promise<EndState> {
  const world = await night(onlyClashes(troubles));
  try {
    expect(world.executions().map(({ status }) => status)).toEqual(['SUCCEEDED']);
    return await endOf(world);
  } finally {
    await world.close();
  }
}

/** What of an end concerns one database. */
const partOf = (end: EndState, i: number): unknown[] =>
  Object.values(end)
    .flat()
    .filter((each: unknown) => new RegExp(`\\b(${glueOf(i)}|${CLUSTER}/${nameOf(i)})\\b`).test(JSON.stringify(each)));

const failedIn = ({ error = '', cause = '' }: ExecutionRecord) =>
  readFailedDatabases(nestedCause(error, cause).message).map((each) => [each.glueDatabase, each.error] as const);

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('none' as const) },
  { weight: 3, arbitrary: fc.constantFrom(...FAILURES) },
  { weight: 1, arbitrary: fc.constant('names that clash' as const) },
);

/** Returns how many databases failed. */
async function check(troubles: readonly Trouble[], denials = 0): Promise<number> {
  const expected = await undisturbed(troubles);
  const world = await night(troubles, denials);
  try {
    const [run] = world.executions();
    const failed = new Map(failedIn(run!));
    expect(run!.status).toBe(failed.size === 0 ? 'SUCCEEDED' : 'FAILED');
    const denied = [...failed].filter(([, error]) => error === DENIED);
    expect(denied.length).toBeLessThanOrEqual(denials);
    const mistaken = troubles.flatMap((each, i) => (isFailure(each) ? [[glueOf(i), ERRORS[each]] as const] : []));
    expect(failed).toEqual(new Map([...mistaken, ...denied]));
    const before = await endOf(world);
    const cataloged = (): number => world.executions('catalog-tables').length;
    const tried = cataloged();
    expect(tried).toBe(troubles.filter((each) => each !== 'its files are refused').length);
    for (const i of troubles.keys()) {
      if (!failed.has(glueOf(i))) expect(partOf(before, i)).toEqual(partOf(expected, i));
    }

    if (failed.size > 0) {
      world.runtime.faults.clear();
      await refuseFiles(world, []);
      await world.restart(settingsOf(onlyClashes(troubles)));
      await world.redrive(run!.arn);
      await world.ended();
    }
    expect(world.executions().map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(cataloged() - tried).toBe(failed.size);
    expect(await endOf(world)).toEqual(expected);
    return failed.size;
  } finally {
    await world.close();
  }
}

it.each(drawn([...FAILURES, 'names that clash' as const], 1))('%s costs one database of three alone', (each) =>
  check(['none', each, 'none']),
);

it('access denied to one database costs it alone', async () =>
  expect(await check(['none', 'none', 'none'], 1)).toBe(1));

it('every database fails, each for itself', () => check(FAILURES));

it(
  'with any troubles, all other databases end as undisturbed, and a redrive repeats just those that failed',
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(trouble, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 2 }),
        async (troubles, denials) => void (await check(troubles, denials)),
      ),
      // .ci/run plays more
      { numRuns: process.env.LAKEFERRY_DRAWS === undefined ? 1 : 3 },
    ),
  300_000,
);
