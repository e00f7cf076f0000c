import { type BatchWriteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { validateConfig } from '../../../../core/config/validate';
import type { WritePartitionInput } from '../../../../functions/dynamodb/payloads';
import { createHandler } from '../../../../functions/dynamodb/plan-partitions/handler';

const settings = validateConfig({
  environment: { region: 'eu-west-1' },
  lake: { prefix: 'lake' },
  dynamodb: [{ name: 'shop', from: { account: '333333333333' }, publish: [{ table: 'carts', keys: ['customer'] }] }],
});
const plan = {
  ...{ entry: 'shop', id: '20261127010000-abc', folder: 'publications/shop/20261127010000-abc' },
  ...{ through: '2026-11-26', listedAt: '2026-11-27T01:00:00.000Z', base: 'none' },
  tables: [{ table: 'carts', glueTable: 'carts', keys: ['customer'], decimals: {} }],
};

async function planned(pieces: readonly string[], present?: object) {
  const lines: WritePartitionInput[] = [];
  const kept: string[] = [];
  const s3 = {
    send: async (command: object) => {
      if (!(command instanceof PutObjectCommand))
        return { Contents: pieces.map((name) => ({ Key: `${plan.folder}/pieces/${name}`, ETag: '"1"' })) };
      const text = String(command.input.Body).trim().split('\n');
      lines.push(...text.map((line) => JSON.parse(line) as WritePartitionInput));
      return {};
    },
  };
  const dynamodb = {
    send: async (command: object) => {
      if (command instanceof GetItemCommand) return { Item: present && marshall(present) };
      const { RequestItems = {} } = (command as BatchWriteItemCommand).input;
      kept.push(...RequestItems.ledger!.map(({ PutRequest }) => PutRequest?.Item?.sk?.S ?? ''));
      return {};
    },
  };
  const wait = async () => {};
  const effects = {
    s3: s3 as never,
    dynamodb: dynamodb as never,
    wait,
    settings,
    ledgerTable: 'ledger',
    workBucket: 'work',
  };
  return { result: await createHandler(effects)({ plan }), lines, kept };
}

const FOLDER = 'carts/2026-11-26/0000-of-0001-000000-000.parquet';

it('a date gets a folder of its own, beside the one that is read', async () => {
  const before = 'lake/dynamodb/shop/carts/date=2026-11-26/old/';
  const files = ['part-0000-of-0001.parquet'];
  const { result, lines, kept } = await planned([FOLDER], {
    folder: before,
    files,
    buckets: 1,
    keys: ['customer'],
    rows: 1,
    bytes: 1,
  });
  expect(result).toMatchObject({ outcome: 'PLANNED', dates: 1 });
  expect(lines).toEqual([
    expect.objectContaining({
      before,
      existing: files,
      hasOtherKeys: false,
      bucket: 0,
      buckets: 1,
      keys: ['customer'],
    }),
  ]);
  expect(lines[0]!.target).toMatch(/^lake\/dynamodb\/shop\/carts\/date=2026-11-26\/[0-9a-f]{16}-abc\/$/);
  // known before it is written, so that it goes if it is never committed
  expect(kept).toEqual([`FOLDER#2026-12-13T01:00:00.000Z#${lines[0]!.target}`]);
});

it('files of a date that are divided by other keys are read for every bucket', async () => {
  const files = [0, 1].map((bucket) => `part-000${bucket}-of-0002.parquet`);
  const present = { folder: 'before/', files, buckets: 2, keys: ['id'], rows: 2, bytes: 1 };
  const { lines } = await planned([FOLDER.replace('0001', '0002')], present);
  expect(lines.map(({ existing, hasOtherKeys }) => [existing, hasOtherKeys])).toEqual([
    [files, true],
    [files, true],
  ]);
});

it('without pieces there is nothing to write', async () =>
  expect((await planned([])).result).toEqual({ outcome: 'NOTHING' }));
