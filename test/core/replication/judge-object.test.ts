import { type Compared, type Judgement, judgeObject, type ListedObject } from '../../../core/replication/judge-object';
import type { ReplicationItem } from '../../../core/replication/receipts';

const source: ListedObject = { key: 'k', size: 3, etag: 's1' };
const destination: ListedObject = { key: 'k', size: 3, etag: 'd1' };
const event = { kind: 'created', bucket: 'b', key: 'k', etag: 's1', size: 3, time: '' } as const;
const item = (more: Partial<ReplicationItem> = {}): ReplicationItem => ({
  revision: 2,
  state: 'COMPLETE',
  event,
  attempts: 1,
  startedAt: '',
  receipt: {
    source: { etag: 's1', size: 3, crc32: 'x' },
    destination: { etag: 'd1', size: 3, crc32: 'x' },
    attempts: 1,
    startedAt: '',
    completedAt: '',
  },
  ...more,
});
const unproved = item({ receipt: undefined, state: 'COPYING' });
const NOW = 1_000_000;
const held = (until: number): ReplicationItem =>
  item({ receipt: undefined, state: 'COPYING', lease: { owner: 'a', kind: 'function', until } });
const aside = item({ receipt: undefined, state: 'SET_ASIDE', reason: 'no' });

it.each<[string, Compared, Judgement | 'DOUBTFUL' | undefined]>([
  ['copied and proved', { source, destination, known: item() }, 'SAME'],
  ['never copied', { source }, 'MISSING'],
  ['copied, and gone at the destination', { source, known: item() }, 'MISSING'],
  [
    'overwritten at the source with as many bytes',
    { source: { ...source, etag: 's2' }, destination, known: item() },
    'DIFFERENT',
  ],
  [
    'overwritten at the destination with as many bytes',
    { source, destination: { ...destination, etag: 'd2' }, known: item() },
    'DIFFERENT',
  ],
  ['truncated at the destination', { source, destination: { ...destination, size: 2 }, known: item() }, 'DIFFERENT'],
  ['there with as many bytes, and nobody knows why', { source, destination }, 'DOUBTFUL'],
  ['there with as many bytes, after a copy that failed', { source, destination, known: unproved }, 'DOUBTFUL'],
  ['there with the same entity tag', { source, destination: { ...destination, etag: 's1' } }, 'SAME'],
  ['there in another size', { source, destination: { ...destination, size: 4 } }, 'DIFFERENT'],
  ['converted by nobody', { source, destination, isConverted: true }, 'DIFFERENT'],
  ['under way', { source, destination, known: held(NOW + 1) }, 'UNDER_WAY'],
  ['whose copy was given up', { source, known: held(NOW) }, 'MISSING'],
  ['set aside', { source, known: aside }, 'SET_ASIDE'],
  ['set aside before it was overwritten', { source: { ...source, etag: 's2' }, known: aside }, 'MISSING'],
  ['of somebody else', { destination }, 'EXTRA'],
  ['that somebody else overwrote', { destination: { ...destination, etag: 'd2' }, known: item() }, 'EXTRA'],
  ['that was copied, and deleted at the source', { destination, known: item() }, 'GONE'],
  ['nowhere any more', { known: item() }, 'GONE'],
  ['deleted on both sides', { known: item({ receipt: undefined, state: 'DELETED' }) }, undefined],
])('an object %s', (_, compared, judgement) => expect(judgeObject(compared, NOW)).toBe(judgement));
