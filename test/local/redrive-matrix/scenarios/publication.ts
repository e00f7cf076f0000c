import { S3 } from '@aws-sdk/client-s3';
import { validateConfig } from '../../../../core/config/validate';
import { landingFolder } from '../../../../core/dynamodb/landing';
import { progressKey } from '../../../../core/dynamodb/progress';
import { publishingResources } from '../../../../local/deploy/dynamodb/publishing-resources';
import { landingResources } from '../../../../local/deploy/dynamodb/resources';
import { ANALYTICS, type World } from '../../world/world';
import { type Scenario, SOURCE } from './snapshots';
import { startNamed } from './start-named';
import { withoutSchedule } from './without-schedule';

const ENTRY = 'shop';
const COLUMNS = ['customer', 'ddb_version', 'ddb_event', 'ddb_sequence', 'ddb_source'];

/** What lands is of another account: no stream is at work here. */
const settings = validateConfig({
  environment: { region: 'eu-west-1', account: '111111111111' },
  accounts: { analytics: ANALYTICS },
  sources: [{ kind: 'aurora-cluster', id: SOURCE, engine: 'postgres', databases: ['shop'] }],
  dynamodb: [{ name: ENTRY, from: { account: '333333333333' }, publish: [{ table: 'carts', keys: ['customer'] }] }],
  governance: { databases: { dynamodb_shop: { filters: { carts: { columns: COLUMNS } } } } },
});

const world = { settings, outermost: 'publish-partition', onStart: withoutSchedule(ENTRY) };
const isStartedByHand = true;

export const PUBLICATIONS: readonly Scenario[] = [
  {
    name: 'changes of a date that is over',
    world,
    isStartedByHand,
    play: async (opened) => {
      await land(opened);
      await deliver(opened);
      await publish(opened, 'the-one', 1);
    },
  },
  {
    name: 'changes that are on their way',
    world,
    isStartedByHand,
    play: async (opened) => {
      await land(opened);
      await Promise.all([publish(opened, 'the-one', 1), deliverLater(opened)]);
    },
  },
  {
    name: 'overtaken by another publication',
    world,
    isStartedByHand,
    play: async (opened) => {
      await land(opened);
      await deliver(opened);
      opened.runtime.faults.inject({ name: 'access-denied', target: 'lambda:commit-publication', times: Infinity });
      await publish(opened, 'overtaken', 1);
      const [overtaken] = opened.executions();
      opened.runtime.faults.clear();
      await publish(opened, 'the-one', 2);
      await opened.redrive(overtaken!.arn);
      await opened.ended(2);
    },
  },
];

async function publish(opened: World, name: string, runs: number): Promise<void> {
  const { machineArn } = publishingResources(opened.runtime.place).machine;
  await Promise.all([startNamed(opened, machineArn, name, { entry: ENTRY }), opened.ended(runs)]);
}

/** Two changes of the day before, as `flatten-items` writes them. */
async function land({ runtime }: World): Promise<void> {
  const rows = ['ada', 'ben'].map((customer, i) => ({
    ...{ ddb_table: 'carts', ddb_event: 'INSERT', ddb_version: (Date.UTC(2026, 0, 14, 12) + i) * 1000 },
    ...{ ddb_sequence: `44${i}`, ddb_event_id: `e${i}`, ddb_source: 'STREAM', ddb_ttl: false, customer },
  }));
  const Body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const Bucket = landingResources(settings, runtime.place).bucket;
  await new S3(runtime.clientConfig()).putObject({ Bucket, Key: `${landingFolder(ENTRY)}date=2026-01-14/a`, Body });
}

/** Less than the machine waits before it looks again. */
const LATE_MS = 200_000;

/** Once the publication has waited for a while. A process that dies meanwhile begins again. */
async function deliverLater(opened: World): Promise<void> {
  for (;;) {
    await opened.until(() => opened.isDead || opened.executions().length > 0);
    const { clock } = opened.runtime;
    let release: (() => void) | undefined;
    clock.at(clock.now() + LATE_MS, () => {
      release = clock.acquire();
      opened.notice();
    });
    await opened.until(() => opened.isDead || release !== undefined);
    if (release !== undefined) return deliver(opened).finally(release);
    while (opened.isDead) await new Promise(setImmediate);
  }
}

async function deliver({ runtime }: World): Promise<void> {
  const at = '2026-01-15T00:00:01.000Z';
  const Body = JSON.stringify({
    entry: ENTRY,
    deliveredThrough: at,
    judgedAt: at,
    because: { stage: 'unknown', says: 'A test tells it.' },
  });
  const Bucket = landingResources(settings, runtime.place).bucket;
  await new S3(runtime.clientConfig()).putObject({ Bucket, Key: progressKey(ENTRY), Body });
}
