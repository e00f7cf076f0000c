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
