import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerTableDefinition } from '../../../../core/ledger/table';
import type { ObjectEvent } from '../../../../core/replication/object-event';
import { claimObject, type Receipts, readReceipt } from '../../../../functions/replication/claim/claim-object';
import { ClaimUnderWay } from '../../../../functions/replication/object/claim-under-way';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';

const NOW = Date.UTC(2026, 0, 2);
let aws: Aws;
let receipts: Receipts;
beforeAll(async () => {
  aws = await startAws({ services: ['dynamodb'], clock: new VirtualClock(NOW) });
  const dynamodb = new DynamoDBClient(aws.clientConfig());
  await dynamodb.send(new CreateTableCommand({ TableName: 'replication', ...ledgerTableDefinition() }));
  receipts = { table: { dynamodb, tableName: 'replication' }, output: 'partner' };
});
afterAll(() => aws.close());

/** Started by hand, an event has neither sequencer nor entity tag. */
const event = (key: string, time = '2026-01-02T00:00:00Z'): ObjectEvent => ({
  kind: 'created',
  bucket: 'b',
  key,
  time,
});

async function claimed(of: ObjectEvent) {
  const claimant = { owner: 'execution', kind: 'machine' as const, leaseMs: 1000 };
  const decision = await claimObject(receipts, of, claimant, NOW);
  if (decision.verdict !== 'CLAIMED') throw new Error(decision.verdict);
  return new ClaimUnderWay(receipts, decision.item);
}

it('is still ours when a newer event was noted meanwhile, which stays noted', async () => {
  const claim = await claimed(event('noted'));
  const newer = event('noted', '2026-01-03T00:00:00Z');
  const other = { owner: 'other', kind: 'function' as const, leaseMs: 1000 };
  expect(await claimObject(receipts, newer, other, NOW)).toMatchObject({ verdict: 'NOTED' });
  await claim.amend({ upload: { id: 'upload', token: 'token' } });
  expect(await claim.settle({ state: 'GONE' }, NOW)).toMatchObject({ state: 'GONE', newer });
});

it('is lost to a later claim of the same execution: of two uploads, one is known', async () => {
  const [first, second] = [await claimed(event('twice')), await claimed(event('twice'))];
  await expect(first.amend({ upload: { id: 'first', token: 'token' } })).rejects.toMatchObject({
    name: 'ClaimLostError',
  });
  await second.amend({ upload: { id: 'second', token: 'token' } });
  expect((await readReceipt(receipts, 'twice'))?.upload?.id).toBe('second');
});
