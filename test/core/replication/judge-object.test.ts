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
const aside = item({ receipt: undefined, state: 'SET_ASIDE', reason: 'no' });

it.each<[string, Compared, Judgement]>([
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
  ['there, and nobody knows why', { source, destination }, 'DIFFERENT'],
  ['under way', { source, destination, known: unproved }, 'DIFFERENT'],
  ['set aside', { source, known: aside }, 'SET_ASIDE'],
  ['set aside before it was overwritten', { source: { ...source, etag: 's2' }, known: aside }, 'MISSING'],
  ['at the destination alone', { destination, known: item() }, 'EXTRA'],
  ['nowhere any more', { known: item() }, 'GONE'],
])('an object %s', (_, compared, judgement) => expect(judgeObject(compared, false)).toBe(judgement));

it('sizes alone count only where they are trusted', () => {
  expect(judgeObject({ source, destination }, true)).toBe('SAME');
  expect(judgeObject({ source: { ...source, size: 4 }, destination }, true)).toBe('DIFFERENT');
});
