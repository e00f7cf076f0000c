import { DeleteDBClusterSnapshotCommand, StartExportTaskCommand } from '@aws-sdk/client-rds';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import type { RunDetails } from '../../bin/runs/run';
import { nestedCause } from '../../core/runs/nested-cause';
import type { S3Pointer } from '../../functions/shared/execution';
import type { CompletenessReport } from '../../functions/snapshots/payloads';
import { creationMs } from '../../packages/local-aws/services/rds/snapshots/record';
import { type Account, openAccount, snapshotEvent } from './account';
import { frozenDatabases } from './world/frozen-databases';

const MINUTE_MS = 60_000;
const PLACE = 'eu-west-1:111111111111';
const cluster = (id: string): string => `arn:aws:rds:${PLACE}:cluster-snapshot:${id}`;
const instance = (id: string): string => `arn:aws:rds:${PLACE}:snapshot:${id}`;

/** `foo` and `till` are configured; `foo-bar` and `other` are in the account all the same. */
const databases = () => {
  const frozen = frozenDatabases(['foo', 'foo-bar', 'other', 'till']);
  const sources = frozen.sources.map((s) => (s.id === 'till' ? { ...s, kind: 'rds-instance' as const } : s));
  return { ...frozen, sources };
};
const openedAccount = () =>
  openAccount(
    {
      environment: { region: 'eu-west-1' },
      lake: { prefix: 'lake' },
      sources: [
        { kind: 'aurora-cluster', id: 'foo', engine: 'postgres', databases: ['shop'] },
        {
          kind: 'rds-instance',
          id: 'till',
          engine: 'postgres',
          databases: ['shop'],
          trigger: { snapshots: ['automated'] },
        },
      ],
    },
    databases(),
  );

/** One part a table, each once. */
const LAKE_FILES = ['items', 'people', 'secrets'];

describe('bad input ends in a clear, named outcome; nothing is lost or doubled', () => {
  let account: Account;
  /** No other test's partition. */
  let date: string;
  /** Export tasks of earlier tests. */
  let before: number;
  beforeAll(async () => {
    account = await openedAccount();
  });
  beforeEach(async () => {
    date = await account.nextDay();
    before = (await account.tasks()).length;
    account.runtime.faults.clear();
  });
  afterAll(() => account.close());

  const of = (arn: string) => (run: RunDetails) => run.snapshotArn === arn;
  const newTasks = async (): Promise<number> => (await account.tasks()).length - before;
  const tablesInLake = async (source = 'foo'): Promise<string[]> =>
    (await account.lakeFiles(source, date)).map((key) => key.split('/')[3] ?? '');
  const ended = async (arn: string, count = 1): Promise<RunDetails[]> => account.ended(of(arn), count);
  const outcomeOf = async (executionArn: string) => {
    const [run] = await account.ended((r) => r.executionArn === executionArn);
    return run?.status === 'FAILED' ? run.error : (run?.output?.reason ?? run?.output?.outcome);
  };
  const errorOf = ({ error, cause }: RunDetails) => nestedCause(error ?? '', cause ?? '');
  const redrive = (run: RunDetails) =>
    account.sfn.send(new RedriveExecutionCommand({ executionArn: run.executionArn }));
  const statesEntered = async ({ executionArn }: RunDetails): Promise<string[]> => {
    const { events = [] } = await account.sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    return events.flatMap((e) => e.stateEnteredEventDetails?.name ?? []);
  };
  /** Somebody else exports a live cluster, so often, until all slots are taken. */
  const occupySlots = async (): Promise<void> => {
    await account.s3.send(new CreateBucketCommand({ Bucket: 'somebody-else' })).catch(() => {});
    for (const number of [1, 2, 3, 4, 5]) {
      await account.rds.send(
        new StartExportTaskCommand({
          ExportTaskIdentifier: `other-${date}-${number}`,
          SourceArn: `arn:aws:rds:${PLACE}:cluster:other`,
          S3BucketName: 'somebody-else',
          IamRoleArn: 'arn:aws:iam::111111111111:role/other',
          KmsKeyId: account.runtime.resources.keyArn,
        }),
      );
    }
  };
  /** Names of snapshots to come, the one that will be created fastest first. */
  const namesBySpeed = (): string[] =>
    Array.from({ length: 30 }, (_, i) => `by-hand-${date}-${i}`).sort(
      (a, b) => creationMs(cluster(a)) - creationMs(cluster(b)),
    );

  describe('unknown databases and look-alikes', () => {
    it('takes foo, and neither foo-bar nor what is only named like foo', async () => {
      const [marker, lookAlike] = await Promise.all([
        account.runtime.takeSnapshot('foo'),
        account.runtime.takeSnapshot('foo-bar'),
      ]);
      const named = await account.manualSnapshot('foo-bar', `foo-${date}-01-00`);
      await ended(marker);
      expect(await Promise.all((await ended(named)).map((r) => outcomeOf(r.executionArn)))).toEqual(['UNKNOWN_SOURCE']);
      expect(await account.ended(of(lookAlike), 0)).toEqual([]);
      expect(await newTasks()).toBe(1);
      expect(await tablesInLake()).toEqual(LAKE_FILES);
      expect(await tablesInLake('foo-bar')).toEqual([]);
    });

    it('names the stranger that the rule could not keep out', async () => {
      const arn = cluster(`rds:foo-20-bar-${date}-01-00`);
      await account.announce({ arn, eventId: 'RDS-EVENT-0169' });
      const [run] = await ended(arn);
      expect(run?.output).toMatchObject({ outcome: 'IGNORED', reason: 'UNKNOWN_SOURCE' });
      expect(run?.output?.message).toContain("'foo-20-bar'");
      expect(await newTasks()).toBe(0);
    });

    it('fails by name when the snapshot was never there', async () => {
      const arn = cluster('rds:foo-2020-01-01-01-00');
      await account.announce({ arn, eventId: 'RDS-EVENT-0169' });
      const [run] = await ended(arn);
      expect(errorOf(run!)).toEqual({ error: 'SnapshotGoneError', message: expect.stringContaining(arn) });
      expect(await newTasks()).toBe(0);
    });
  });

  describe('events of the wrong kind', () => {
    it.each([
      [
        'a snapshot that is being created',
        cluster('rds:foo-2026-01-15-01-00'),
        'RDS-EVENT-0168',
        'NOT_A_CREATED_EVENT',
      ],
      ['a snapshot that was exported', cluster('rds:foo-2026-01-15-01-00'), 'RDS-EVENT-0164', 'NOT_A_CREATED_EVENT'],
      ['a manual one said to be automated', cluster('by-hand'), 'RDS-EVENT-0169', 'NOT_A_CREATED_EVENT'],
      ['an instance named like the cluster', instance('rds:foo-2026-01-15-01-00'), 'RDS-EVENT-0091', 'UNKNOWN_SOURCE'],
      ['a cluster named like the instance', cluster('rds:till-2026-01-15-01-00'), 'RDS-EVENT-0169', 'UNKNOWN_SOURCE'],
      ['a kind that is not asked for', instance('by-hand'), 'RDS-EVENT-0042', 'KIND_NOT_CONFIGURED'],
    ])('%s', async (_, arn, eventId, outcome) => {
      expect(await outcomeOf(await account.start(snapshotEvent({ arn, eventId })))).toBe(outcome);
      expect(await newTasks()).toBe(0);
    });

    it.each([
      [{}],
      ['text'],
      [{ source: 'aws.rds', detail: {} }],
      [{ source: 'lakeferry', sourceArn: 'arn:aws:s3:::bucket' }],
    ])('input that says nothing: %j', async (input) => {
      expect(await outcomeOf(await account.start(input))).toBe('InvalidTriggerError');
    });

    it('an event whose parts contradict each other', async () => {
      const event = { arn: cluster('rds:foo-2026-01-15-01-00'), eventId: 'RDS-EVENT-0091' };
      const contradiction = snapshotEvent({ ...event, detailType: 'RDS DB Snapshot Event' });
      expect(await outcomeOf(await account.start(contradiction))).toBe('NOT_A_CREATED_EVENT');
    });

    it('starts nothing for what the rules keep out', async () => {
      const out = cluster(`rds:foo-${date}-02-00`);
      const marker = cluster(`rds:foo-20-marker-${date}-02-00`);
      await account.announce(
        { arn: out, eventId: 'RDS-EVENT-0168' },
        { arn: out, eventId: 'RDS-EVENT-0164' },
        { arn: instance(`rds:foo-${date}-02-00`), eventId: 'RDS-EVENT-0091' },
        { arn: marker, eventId: 'RDS-EVENT-0169' },
      );
      await ended(marker);
      const startedToday = await account.ended((run) => run.snapshotArn?.includes(`${date}-02-00`) === true);
      expect(startedToday.map((run) => run.snapshotArn)).toEqual([marker]);
    });
  });

  describe('the same again, and out of order', () => {
    it('exports once however often an event is delivered', async () => {
      account.runtime.faults.inject({ name: 'duplicate-event', target: 'RDS DB Cluster Snapshot Event', skip: 1 });
      const arn = await account.runtime.takeSnapshot('foo');
      await ended(arn, 2);
      await account.announce({ arn, eventId: 'RDS-EVENT-0169' });
      const runs = await ended(arn, 3);
      const outcomes = await Promise.all(runs.map((run) => outcomeOf(run.executionArn)));
      expect(outcomes.sort()).toEqual(['DUPLICATE', 'DUPLICATE', 'PUBLISHED']);
      expect(await newTasks()).toBe(1);
      expect(await tablesInLake()).toEqual(LAKE_FILES);
    });

    it('leaves out the older snapshot of a date that comes after the newer', async () => {
      const [fast = '', ...slower] = namesBySpeed();
      const older = await account.manualSnapshot('foo', slower.at(-1) ?? '');
      const newer = await account.after(MINUTE_MS, () => account.manualSnapshot('foo', fast));
      expect(await outcomeOf((await ended(newer))[0]!.executionArn)).toBe('PUBLISHED');
      const [late] = await ended(older);
      expect(late?.output).toMatchObject({ outcome: 'IGNORED', reason: 'SUPERSEDED' });
      expect(late?.output?.message).toContain(newer);
      expect(await newTasks()).toBe(1);
      expect(await tablesInLake()).toEqual(LAKE_FILES);
    });

    it('replaces the older snapshot of a date that was published by the newer', async () => {
      const first = await account.runtime.takeSnapshot('foo');
      await ended(first);
      const files = await account.lakeFiles('foo', date);
      const second = await account.after(MINUTE_MS, () => account.runtime.takeSnapshot('foo'));
      expect(await outcomeOf((await ended(second))[0]!.executionArn)).toBe('PUBLISHED');
      expect(await newTasks()).toBe(2);
      expect(await tablesInLake()).toEqual(LAKE_FILES);
      expect(await account.lakeFiles('foo', date)).not.toEqual(files);
    });
  });

  describe('slots', () => {
    it('waits while other people use every slot, then exports once', async () => {
      const [name = ''] = namesBySpeed();
      const arn = await account.manualSnapshot('foo', name);
      await account.after(creationMs(arn) - MINUTE_MS, occupySlots);
      const [run] = await ended(arn);
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PUBLISHED' } });
      expect(await statesEntered(run!)).toContain('WaitForSlot');
      expect(await newTasks()).toBe(5 + 1);
      expect(await tablesInLake()).toEqual(LAKE_FILES);
    });

    it('waits when RDS says that the limit is reached, though the list showed a free slot', async () => {
      account.runtime.faults.inject({ name: 'limit-reached', target: 'rds:StartExportTask', times: 2 });
      const [run] = await ended(await account.runtime.takeSnapshot('foo'));
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PUBLISHED' } });
      expect((await statesEntered(run!)).filter((state) => state === 'WaitForSlot')).toHaveLength(2);
      expect(await newTasks()).toBe(1);
    });

    it('fails by name when the snapshot is deleted while it waits, and again when it is redriven', async () => {
      const [name = ''] = namesBySpeed();
      const arn = await account.manualSnapshot('foo', name);
      await account.after(creationMs(arn) - MINUTE_MS, occupySlots);
      await account.after(2 * MINUTE_MS, async () => {
        await account.rds.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: name }));
      });
      const [run] = await ended(arn);
      expect(await statesEntered(run!)).toContain('WaitForSlot');
      expect(errorOf(run!)).toEqual({ error: 'SnapshotGoneError', message: expect.stringContaining(arn) });
      await redrive(run!);
      const [again] = await ended(arn);
      expect([again?.redriveCount, errorOf(again!).error]).toEqual([1, 'SnapshotGoneError']);
      const [item] = await account.ledger.latestExports('foo');
      expect(item).toMatchObject({ sourceArn: arn, status: 'GONE' });
      expect(await account.ledger.readQueue()).toEqual([]);
      expect(await newTasks()).toBe(5);
      expect(await tablesInLake()).toEqual([]);
    });
  });

  describe('exports and crawls that go wrong', () => {
    it('reports the table that RDS skipped: in the output, the completeness report and the ledger', async () => {
      account.runtime.faults.inject({ name: 'table-skipped', target: 'foo' });
      const arn = await account.runtime.takeSnapshot('foo');
      const [run] = await ended(arn);
      expect(run?.output).toMatchObject({ outcome: 'PUBLISHED_INCOMPLETE', skippedTables: 1 });
      expect(run?.output?.exportWarning).toContain('shop.public.items');
      const publish = run?.output?.publish as { completeness: S3Pointer };
      const { tables } = (await account.readJson(publish.completeness)) as CompletenessReport;
      expect(tables.map(({ table, status }) => [table, status])).toEqual([
        ['items', 'SKIPPED'],
        ['people', 'EXPORTED'],
        ['secrets', 'EXPORTED'],
      ]);
      expect(tables[0]?.reason).toBeTruthy();
      const [item] = await account.ledger.latestExports('foo');
      expect(item).toMatchObject({ sourceArn: arn, status: 'PUBLISHED', skippedTables: 1 });
      expect(item?.warning).toContain('shop.public.items');
      expect(await tablesInLake()).toEqual(['people', 'secrets']);
    });

    it('starts a new attempt when the export fails', async () => {
      account.runtime.faults.inject({ name: 'export-failed', target: 'foo' });
      const [run] = await ended(await account.runtime.takeSnapshot('foo'));
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PUBLISHED' } });
      const tasks = (await account.tasks()).slice(before);
      expect(tasks.map((task) => task.Status)).toEqual(['FAILED', 'COMPLETE']);
      expect(run?.output?.export).toMatchObject({ exportTaskId: tasks[1]?.ExportTaskIdentifier });
      expect(await tablesInLake()).toEqual(LAKE_FILES);
    });

    it('fails by name when every attempt failed, and a redrive starts a fresh one', async () => {
      account.runtime.faults.inject({ name: 'export-failed', target: 'foo', times: 3 });
      const arn = await account.runtime.takeSnapshot('foo');
      const [failed] = await ended(arn);
      const { error, message } = errorOf(failed!);
      expect(error).toBe('ExportFailedError');
      expect(message).toContain('An unknown internal error occurred.');
      expect(await newTasks()).toBe(3);
      expect(await tablesInLake()).toEqual([]);

      await redrive(failed!);
      const [redriven] = await ended(arn);
      expect(redriven).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, output: { outcome: 'PUBLISHED' } });
      expect(await newTasks()).toBe(4);
      expect(await tablesInLake()).toEqual(LAKE_FILES);
    });

    it.each(['crawl-failed', 'crawl-cancelled'] as const)(
      'fails by name after %s; a redrive crawls anew',
      async (name) => {
        account.runtime.faults.inject({ name, target: 'lakeferry_foo_shop' });
        const arn = await account.runtime.takeSnapshot('foo');
        const [failed] = await ended(arn);
        const { error, message } = errorOf(failed!);
        expect(error).toBe('DatabasesFailedError');
        expect(message).toContain('foo_shop: CrawlFailedError: The crawl of lakeferry_foo_shop ');
        const files = await account.lakeFiles('foo', date);

        await redrive(failed!);
        const [redriven] = await ended(arn);
        expect(redriven).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, output: { outcome: 'PUBLISHED' } });
        expect(await newTasks()).toBe(1);
        expect(await tablesInLake()).toEqual(LAKE_FILES);
        expect(await account.lakeFiles('foo', date)).toEqual(files);
      },
    );
  });
});
