import { statusText } from '../../../bin/replication/object-status';
import type { ReplicationItem } from '../../../core/replication/receipts';

const proof = { etag: 'e', size: 3, crc64nvme: 'AAAAAAAAAAA=' };
const ITEM: ReplicationItem = {
  ...{ revision: 2, state: 'COMPLETE', attempts: 1, startedAt: '2026-01-02T00:00:00Z' },
  event: { kind: 'created', bucket: 'our-files', key: 'a', time: '2026-01-02T00:00:00Z' },
  receipt: {
    ...{ attempts: 1, startedAt: '2026-01-02T00:00:00Z', completedAt: '2026-01-02T00:00:01Z' },
    ...{ source: { ...proof, isChecked: true }, destination: proof, copiedBy: 'server-side' },
  },
};
const STATUS = {
  ...{ output: 'partner', key: 'a', destination: 's3://partner-in/a', state: 'COMPLETE' as const },
  messages: { waiting: 0, failed: 0, undelivered: 0 },
};

it('names the checksum of a server-side copy, and that S3 copied', () => {
  const text = statusText({ ...STATUS, item: ITEM }, { redrive: 'redrive' }, 0);
  expect(text).toMatch(/CRC64NVME +AAAAAAAAAAA=, at the destination AAAAAAAAAAA=/);
  expect(text).toMatch(/copied by +server-side/);
  expect(text).not.toMatch(/CRC32 /);
});

it('tells what was copied before from what is copied now', () => {
  const event = { ...ITEM.event!, etag: 'newer' };
  const text = statusText({ ...STATUS, state: 'COPYING', item: { ...ITEM, event } }, { redrive: 'redrive' }, 0);
  expect(text).toMatch(/source ETag +newer\n/);
  expect(text).toMatch(/previous copy +e, 3 bytes, completed 2026-01-02T00:00:01Z/);
  expect(text).not.toMatch(/CRC64NVME|copied by|^ {2}bytes/m);
});

it.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('nobody is at work when the execution has ended %s', (status) => {
  const item = { ...ITEM, lease: { owner: 'x', kind: 'machine' as const, until: 1 } };
  const execution = { executionArn: 'arn', status };
  const text = statusText({ ...STATUS, state: 'COPYING', item, execution }, { redrive: 'redrive' }, 0);
  expect(text).not.toMatch(/\n {2}at work/);
  expect(text).toContain(
    'Nobody is at work any more. Remove the cause, then copy what is missing: redrive --output partner',
  );
});

it.each([
  ['2026-01-03T00:00:00Z', /found this key missing, and did not copy it: refused\n.*Copy what is missing: redrive/],
  ['2026-01-01T00:00:00Z', /found this key missing, and did not copy it: refused$/],
])('tells what a comparison of %s found of the key', (startedAt, told) => {
  const lastReport = { outcome: 'INCOMPLETE' as const, startedAt, finding: 'MISSING' as const, failure: 'refused' };
  expect(statusText({ ...STATUS, item: ITEM, lastReport }, { redrive: 'redrive' }, 0)).toMatch(told);
});
