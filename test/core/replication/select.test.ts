import type { ReplicatedDeletes } from '../../../core/config/replication/types';
import type { ObjectEvent } from '../../../core/replication/object-event';
import { selecting } from '../../../core/replication/select';

const event = (key: string, kind: ObjectEvent['kind'] = 'created', bucket = 'ours'): ObjectEvent => ({
  kind,
  bucket,
  key,
  time: '2026-01-02T00:00:00Z',
});
const select = (deletes: ReplicatedDeletes = 'none') =>
  selecting({ source: { bucket: 'ours', prefix: 'out/' }, output: { ignore: ['ours/*/_temporary/*'], deletes } });

it.each([
  [event('out/a'), undefined],
  [event('out/'), undefined],
  [event('other/a'), 'OTHER_PREFIX'],
  [event('out/a', 'created', 'theirs'), 'OTHER_BUCKET'],
  [event('out/x/_temporary/0'), 'IGNORED'],
])('%j is left out as %s', (given, why) => expect(select()(given)).toBe(why));

it.each<[ReplicatedDeletes, ObjectEvent['kind'], string | undefined]>([
  ['none', 'deleted', 'DELETES_STAY'],
  ['none', 'expired', 'DELETES_STAY'],
  ['deleted', 'deleted', undefined],
  ['deleted', 'expired', 'DELETES_STAY'],
  ['deleted-and-expired', 'deleted', undefined],
  ['deleted-and-expired', 'expired', undefined],
])('with deletes %s, what was %s is left out as %s', (deletes, kind, why) =>
  expect(select(deletes)(event('out/a', kind))).toBe(why),
);
