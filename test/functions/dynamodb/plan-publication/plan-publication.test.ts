import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { validateConfig } from '../../../../core/config/validate';
import { createHandler } from '../../../../functions/dynamodb/plan-publication/handler';
import { silentLog } from '../../../../functions/shared/log';

const NOW = '2026-11-27T01:00:00.000Z';
const settings = validateConfig({
  environment: { region: 'eu-west-1' },
  dynamodb: [{ name: 'shop', from: { account: '333333333333' }, publish: [{ table: 'carts', keys: ['customer'] }] }],
});
const execution = { executionArn: 'arn:run', startedAt: NOW, redriveCount: 0 };

/** What the account holds: files of one folder, progress, and the ledger's item. */
interface Held {
  readonly files?: readonly { readonly Key: string; readonly Size: number; readonly LastModified: Date }[];
  readonly deliveredThrough?: string;
  readonly item?: object;
}

function planner({ files = [], deliveredThrough, item }: Held) {
  const written: string[] = [];
  const s3 = {
    send: async (command: object) => {
      if (command instanceof GetObjectCommand) {
        if (deliveredThrough === undefined) throw new NoSuchKey({ message: 'none', $metadata: {} });
        const because = { stage: 'unknown', says: 'A test tells it.' };
        const text = JSON.stringify({ entry: 'shop', deliveredThrough, judgedAt: NOW, because });
        return { Body: { transformToString: async () => text } };
      }
      if (command instanceof ListObjectsV2Command) {
        const { Prefix = '', Delimiter } = command.input;
        if (Delimiter === undefined) return { Contents: files.filter(({ Key }) => Key.startsWith(Prefix)) };
        const folders = new Set(files.map(({ Key }) => Key.split('/').slice(0, 3).join('/')));
        return { CommonPrefixes: [...folders].map((each) => ({ Prefix: `${each}/` })) };
      }
      if (command instanceof PutObjectCommand) return void written.push(String(command.input.Body));
      throw new Error(`not told about ${command.constructor.name}`);
    },
  };
  const dynamodb = { send: async () => ({ Item: item && marshall(item) }) };
  const handler = createHandler({
    ...{ s3: s3 as never, dynamodb: dynamodb as never, now: () => Date.parse(NOW), log: silentLog, settings },
    ...{ ledgerTable: 'ledger', landingBucket: 'landing', workBucket: 'work' },
  });
  return { handler, written };
}

const file = (date: string, name = 'a') => ({
  ...{ Key: `dynamodb/shop/date=${date}/${name}`, Size: 9 },
  LastModified: new Date(`${date}T12:00:00Z`),
});

it.each([
  ['entry', { entry: 'shops' }, /publishes no table: give one of 'shop'/],
  ['a date that is not over', { entry: 'shop', through: '2026-11-27' }, /not over yet/],
  ['what is no date', { entry: 'shop', through: '2026-02-30' }, /not a date/],
])('another %s is refused', async (_what, input, message) => {
  const { handler } = planner({});
  const refusal = handler({ ...input, execution });
  await expect(refusal).rejects.toMatchObject({
    name: 'PublicationInputError',
    message: expect.stringMatching(message),
  });
});

it('waits where the producer has told nothing', async () => {
  const { handler } = planner({});
  expect(await handler({ entry: 'shop', execution })).toMatchObject({ outcome: 'NOT_FINISHED', waitSeconds: 300 });
});

it('asks a person after a day', async () => {
  const { handler } = planner({ deliveredThrough: '2026-11-26T23:00:00.000Z' });
  const since = { ...execution, startedAt: '2026-11-26T01:00:00.000Z' };
  await expect(handler({ entry: 'shop', through: '2026-11-26', execution: since })).rejects.toThrow('A test tells it.');
  const redriven = { ...since, redriveCount: 1, redrivenAt: NOW };
  expect(await handler({ entry: 'shop', through: '2026-11-26', execution: redriven })).toMatchObject({
    outcome: 'NOT_FINISHED',
  });
});

it('waits while another publication may be committing', async () => {
  const commit = { plan: 'other', begunAt: '2026-11-27T00:59:00.000Z' };
  const { handler } = planner({ deliveredThrough: NOW, item: { revision: 'other@1', commit } });
  expect(await handler({ entry: 'shop', execution })).toMatchObject({ outcome: 'NOT_FINISHED', waitSeconds: 900 });
});

it('reads again what a commit that died midway had read', async () => {
  const commit = { plan: 'other', begunAt: '2026-11-26T01:00:00.000Z' };
  const { handler, written } = planner({
    ...{ deliveredThrough: NOW, files: [file('2026-11-20')] },
    item: { revision: 'other@1', commit },
  });
  const planned = await handler({ entry: 'shop', execution });
  expect(planned).toMatchObject({ outcome: 'PLANNED', plan: { base: 'other@1', through: '2026-11-26' }, buckets: 1 });
  expect(JSON.parse(written[0]!)).toEqual({ batch: 0, files: [{ key: 'dynamodb/shop/date=2026-11-20/a', size: 9 }] });
});

it('a date that is published already brings no earlier end', async () => {
  const item = { revision: 'a@1', through: '2026-11-26', listedAt: NOW, tables: ['carts'] };
  const { handler } = planner({ deliveredThrough: NOW, files: [file('2026-11-20')], item });
  expect(await handler({ entry: 'shop', through: '2026-11-20', execution })).toMatchObject({
    outcome: 'NOTHING',
    plan: { through: '2026-11-26' },
  });
});
