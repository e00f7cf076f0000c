import fc from 'fast-check';
import { type Claimant, decideClaim, orderOf, released, settled } from '../../../core/replication/claim';
import type { ObjectEvent } from '../../../core/replication/object-event';
import type { ReplicationItem } from '../../../core/replication/receipts';
import { wantedOf } from '../../../core/replication/wanted';

const NOW = Date.parse('2026-01-02T00:00:00Z');
const event = (sequencer: string, more: Partial<ObjectEvent> = {}): ObjectEvent => ({
  kind: 'created',
  bucket: 'b',
  key: 'k',
  etag: `e${sequencer}`,
  size: 1,
  sequencer,
  time: '2026-01-02T00:00:00Z',
  ...more,
});
const claimant = (owner: string, more: Partial<Claimant> = {}): Claimant => ({
  owner,
  kind: 'function',
  leaseMs: 1000,
  ...more,
});
const claim = (item: ReplicationItem | undefined, of: ObjectEvent, by = claimant('a'), now = NOW): ReplicationItem => {
  const decision = decideClaim(item, of, by, now);
  if (decision.verdict !== 'CLAIMED') throw new Error(decision.verdict);
  return decision.item;
};

it('claims a key that nobody knows', () =>
  expect(decideClaim(undefined, event('01'), claimant('a'), NOW)).toEqual({
    verdict: 'CLAIMED',
    item: {
      revision: 1,
      state: 'COPYING',
      event: event('01'),
      lease: { owner: 'a', kind: 'function', until: NOW + 1000 },
      attempts: 1,
      startedAt: '2026-01-02T00:00:00.000Z',
    },
  }));

it('lets one at a key at a time, until the lease ends', () => {
  const item = claim(undefined, event('01'));
  expect(decideClaim(item, event('01'), claimant('b'), NOW + 999)).toEqual({ verdict: 'BUSY', until: NOW + 1000 });
  expect(decideClaim(item, event('02'), claimant('b'), NOW + 999)).toEqual({ verdict: 'BUSY', until: NOW + 1000 });
  expect(claim(item, event('01'), claimant('b'), NOW + 1000)).toMatchObject({ attempts: 2, lease: { owner: 'b' } });
  expect(claim(item, event('01'), claimant('a'), NOW + 1)).toMatchObject({ attempts: 2, revision: 2 });
});

it('is done once, unless asked again', () => {
  const done = settled(claim(undefined, event('01')), { state: 'COMPLETE' }, NOW);
  expect(decideClaim(done, event('01'), claimant('b'), NOW)).toEqual({ verdict: 'DONE' });
  expect(claim(done, event('01'), claimant('b', { againFor: done.revision }))).toMatchObject({ attempts: 1 });
  // somebody wrote since it was found different
  expect(decideClaim(done, event('01'), claimant('b', { againFor: 1 }), NOW)).toEqual({ verdict: 'DONE' });
});

it('never takes up what is older', () => {
  const newest = claim(undefined, event('02'));
  for (const item of [newest, released(newest), settled(newest, { state: 'COMPLETE' }, NOW)]) {
    expect(decideClaim(item, event('01'), claimant('b', { againFor: item.revision }), NOW + 5000)).toEqual({
      verdict: 'OLDER',
    });
  }
});

it('notes for a machine what is newer, and the machine goes on with it', () => {
  const machine = claimant('m', { kind: 'machine' });
  const item = claim(undefined, event('01'), machine);
  const noted = decideClaim(item, event('03'), claimant('b'), NOW + 1);
  expect(noted).toMatchObject({ verdict: 'NOTED', item: { newer: { sequencer: '03' }, lease: { owner: 'm' } } });
  const withNewer = (noted as { item: ReplicationItem }).item;
  expect(decideClaim(withNewer, event('02'), claimant('c'), NOW + 2)).toEqual({ verdict: 'OLDER' });
  const done = settled(withNewer, { state: 'COMPLETE' }, NOW);
  expect(done.newer).toMatchObject({ sequencer: '03' });
  expect(claim(done, done.newer!, machine).newer).toBeUndefined();
});

it('counts one attempt of a function and the execution that it hands over to, and each later claim of that', () => {
  const handedOver = claim(undefined, event('01'), claimant('execution'));
  const first = claim(handedOver, event('01'), claimant('execution', { kind: 'machine' }));
  expect(first.attempts).toBe(1);
  expect(claim(first, event('01'), claimant('execution', { kind: 'machine' })).attempts).toBe(2);
});

it('leaves a machine alone with the event that it is at work at', () => {
  const item = claim(undefined, event('01'), claimant('m', { kind: 'machine' }));
  expect(decideClaim(item, event('01'), claimant('b'), NOW + 1)).toEqual({ verdict: 'AT_WORK' });
  expect(claim(item, event('01'), claimant('b'), NOW + 1000).lease).toMatchObject({ owner: 'b' });
});

it('looks at what is current where the order is unknown, on every try', () => {
  const listed = claim(undefined, event('', { sequencer: undefined, versionId: 'v9' }));
  expect(listed.isUnordered).toBeUndefined();
  const told = claim(settled(listed, { state: 'COMPLETE' }, NOW), event('05', { versionId: 'v5' }));
  expect(wantedOf(told, 'pinned')).toEqual({ size: 1 });
  const again = claim(released(told), event('05', { versionId: 'v5' }), claimant('b'));
  expect(wantedOf(again, 'pinned')).toEqual({ size: 1 });
  const next = claim(released(again), event('06', { versionId: 'v6' }));
  expect(wantedOf(next, 'pinned')).toEqual({ versionId: 'v6', etag: 'e06', size: 1 });
  expect(wantedOf(next, 'latest')).toEqual({ size: 1 });
});

it('forgets what is no more after three months, and never a receipt', () => {
  const item = claim(undefined, event('01', { kind: 'deleted' }));
  expect(settled(item, { state: 'DELETED' }, NOW).expiresAt).toBe(NOW / 1000 + 90 * 86_400);
  expect(settled(item, { state: 'COMPLETE' }, NOW).expiresAt).toBeUndefined();
});

it.each<[string, Partial<ObjectEvent>, Partial<ObjectEvent>, string]>([
  ['one version', { versionId: 'v' }, { versionId: 'v', etag: 'other' }, 'SAME'],
  ['other versions', { versionId: 'v' }, { versionId: 'w' }, 'NEWER'],
  ['one content without versions', {}, {}, 'SAME'],
  ['another content', {}, { etag: 'other' }, 'NEWER'],
  ['another kind', { versionId: 'v' }, { versionId: 'v', kind: 'deleted' }, 'NEWER'],
])('events without sequencers: %s', (_, a, b, order) => {
  const without = { sequencer: undefined, etag: 'e' };
  expect(orderOf(event('', { ...without, ...a }), event('', { ...without, ...b }))).toBe(order);
});

it('ends with the newest event, whatever the order, repetition and crashes', () => {
  const steps = fc.array(fc.record({ number: fc.integer({ min: 1, max: 9 }), crashes: fc.boolean() }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(steps, (deliveries) => {
      let item: ReplicationItem | undefined;
      let now = NOW;
      let written = 0;
      // a message that failed comes again
      const queue = [...deliveries];
      for (let i = 0; i < queue.length; i++) {
        const { number, crashes } = queue[i]!;
        now += 400;
        const decision = decideClaim(item, event(`0${number}`), claimant(`f${i}`), now);
        if (decision.verdict === 'CLAIMED') {
          expect(number).toBeGreaterThanOrEqual(written);
          item = decision.item;
          if (crashes) queue.push({ number, crashes: false });
          else {
            written = number;
            item = settled(item, { state: 'COMPLETE' }, now);
          }
        } else if (decision.verdict === 'BUSY') queue.push({ number, crashes });
      }
      expect(written).toBe(Math.max(...deliveries.map(({ number }) => number)));
      expect(item).toMatchObject({ state: 'COMPLETE', event: { sequencer: `0${written}` } });
    }),
  );
});
