import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerTableDefinition } from '../../../../core/ledger/table';
import type { Claimant } from '../../../../core/replication/claim';
import type { ObjectEvent } from '../../../../core/replication/object-event';
import type { ReplicationItem } from '../../../../core/replication/receipts';
import {
  amendObject,
  claimObject,
  type Receipts,
  readReceipt,
  releaseObject,
  settleObject,
} from '../../../../functions/replication/claim/claim-object';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';

const NOW = Date.UTC(2026, 0, 2);
const OUTPUT = 'partner';
let aws: Aws;
let dynamodb: DynamoDBClient;
let receipts: Receipts;
let keys = 0;

beforeAll(async () => {
  aws = await startAws({ services: ['dynamodb'], clock: new VirtualClock(NOW) });
  dynamodb = new DynamoDBClient(aws.clientConfig());
  await dynamodb.send(new CreateTableCommand({ TableName: 'replication', ...ledgerTableDefinition() }));
  receipts = { table: { dynamodb, tableName: 'replication' }, output: OUTPUT };
});
afterAll(async () => {
  dynamodb.destroy();
  await aws.close();
});

const event = (key = `key ${keys++}`, sequencer = '01'): ObjectEvent => ({
  kind: 'created',
  bucket: 'b',
  key,
  sequencer,
  etag: 'e',
  size: 1,
  time: '2026-01-02T00:00:00Z',
});
const as = (owner: string): Claimant => ({ owner, kind: 'function', leaseMs: 1000 });

async function claimed(of: ObjectEvent, owner = 'a'): Promise<ReplicationItem> {
  const decision = await claimObject(receipts, of, as(owner), NOW);
  if (decision.verdict !== 'CLAIMED') throw new Error(decision.verdict);
  return decision.item;
}

it('gives a key to one of many who want it at once', async () => {
  const wanted = event();
  const decisions = await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map((owner) => claimObject(receipts, wanted, as(owner), NOW)),
  );
  expect(decisions.map(({ verdict }) => verdict).sort()).toEqual(['BUSY', 'BUSY', 'BUSY', 'BUSY', 'CLAIMED']);
});

it('keeps what was agreed through release and a second try', async () => {
  const wanted = event();
  const begun = await amendObject(receipts, await claimed(wanted), { upload: { id: 'u', token: 't' } });
  const failure = { error: 'E', message: 'why', at: '' };
  await releaseObject(receipts, begun!, failure);
  const again = await claimed(wanted, 'b');
  expect(again).toMatchObject({
    attempts: 2,
    failure,
    upload: { id: 'u', token: 't' },
    lease: { owner: 'b' },
  });
  expect(await settleObject(receipts, again, { state: 'GONE' }, NOW)).not.toHaveProperty('failure');
});

it('settles once: whoever lost the claim writes nothing', async () => {
  const wanted = event();
  const item = await claimed(wanted);
  const late = await claimObject(receipts, wanted, as('b'), NOW + 5000);
  expect(late.verdict).toBe('CLAIMED');
  expect(await settleObject(receipts, item, { state: 'GONE' }, NOW)).toBeUndefined();
  expect(await readReceipt(receipts, wanted.key)).toMatchObject({ state: 'COPYING', lease: { owner: 'b' } });
});

it("takes S3's longest keys, of any characters", async () => {
  for (const key of ['x'.repeat(1024), '😀'.repeat(256), '\u0001/é']) {
    const wanted = event(key);
    const settled = await settleObject(receipts, await claimed(wanted), { state: 'SET_ASIDE', reason: 'no' }, NOW);
    expect(await readReceipt(receipts, key)).toEqual(settled);
    expect((await claimObject(receipts, wanted, as('b'), NOW)).verdict).toBe('DONE');
  }
});
