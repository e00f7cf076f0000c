import { marshall } from '@aws-sdk/util-dynamodb';
import { decideClaim, settled } from '../../../core/replication/claim';
import type { ObjectEvent } from '../../../core/replication/object-event';
import { type Receipt, replicationKey, SHARDS, shardsOf } from '../../../core/replication/receipts';

const NOW = Date.UTC(2026, 0, 2);
const TIME = '2026-01-02T00:00:00.000Z';
const side = { versionId: 'v'.repeat(32), etag: `${'e'.repeat(32)}-10000`, size: 48.8 * 1024 ** 4, crc32: 'abcdef==' };
const receipt: Receipt = {
  source: { ...side, isChecked: true },
  destination: side,
  attempts: 10,
  startedAt: TIME,
  completedAt: TIME,
};

/** The item as it is at its largest, in bytes at most: names of types count here and not in DynamoDB. */
function largestItem(key: string): number {
  const event: ObjectEvent = {
    ...{ kind: 'created', bucket: 'b'.repeat(63), key, time: TIME, sequencer: '0'.repeat(18) },
    ...{ versionId: 'v'.repeat(32), etag: side.etag, size: side.size },
  };
  const decision = decideClaim(undefined, event, { owner: 'o'.repeat(36), kind: 'function', leaseMs: 1 }, NOW);
  if (decision.verdict !== 'CLAIMED') throw new Error(decision.verdict);
  const item = settled(decision.item, { state: 'COMPLETE', receipt }, NOW);
  return Buffer.byteLength(JSON.stringify(marshall({ ...item, ...replicationKey('o'.repeat(20), key) })));
}

it.each([
  [500, 2],
  [1024, 3],
])('a receipt of a key of %i bytes is written with at most %i units', (bytes, units) =>
  expect(largestItem('k'.repeat(bytes))).toBeLessThanOrEqual(units * 1024 + 200),
);

it('has the keys of S3 as they are, within the limits of DynamoDB', () => {
  const key = '😀'.repeat(256);
  const { pk, sk } = replicationKey('o'.repeat(20), key);
  expect(sk).toBe(key);
  expect(Buffer.byteLength(sk)).toBeLessThanOrEqual(1024);
  expect(Buffer.byteLength(pk)).toBeLessThanOrEqual(2048);
});

it('spreads keys that begin alike over all shards evenly', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 16_000; i++) {
    const { pk } = replicationKey('partner', `dt=2026-01-02/hour=03/part-${String(i).padStart(8, '0')}.parquet`);
    counts.set(pk, (counts.get(pk) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(shardsOf('partner').sort());
  // the busiest has at most a third more than its share: all together still take 3,000 objects of 4 units a second
  expect(Math.max(...counts.values())).toBeLessThan((4 / 3) * (16_000 / SHARDS));
});
