import { REPLICATION_EVENT } from '../../../../core/replication/names';
import { drawn } from '../../../window/environment';
import { sendInPartsOf } from '../copy/small-parts';
import { bytes, MIB } from '../copy/two-sides';
import { ReplicationWorld, SECRETS } from '../world/replication-world';
import { s3Message, s3Record } from '../world/s3-events';

const PARTS = 5;
const PART = 5 * MIB;
const body = bytes((PARTS - 1) * PART + 7);
const ROLE = { mode: 'role', roleName: 'pivot', externalId: 'ext-1' } as const;
const MODES = ['keys', 'role'] as const;
const ROWS = MODES.flatMap((mode) => Array.from({ length: PARTS + 1 }, (_, part) => [mode, part] as const));

sendInPartsOf(PART);

let world: ReplicationWorld;
afterEach(() => world.close());

/** Takes what the copy signs with away from it. */
async function takeAway(mode: (typeof MODES)[number]): Promise<void> {
  const { proxy } = world.sides.destination;
  if (mode === 'keys') await world.putKeys('AKIASECOND', SECRETS[1]!);
  proxy.refused.set(proxy.keyInUse, mode === 'keys' ? 'InvalidAccessKeyId' : 'ExpiredToken');
}

it.each(drawn(ROWS, 1))(
  'mode %s: a copy whose credentials end after part %i goes on with those that are read again, once',
  async (mode, part) => {
    world = await ReplicationWorld.start(mode === 'role' ? { credentials: ROLE } : {});
    const { source, destination } = world.sides;
    const which = part === 0 ? /[?&]uploads=/ : new RegExp(`[?&]partNumber=${part}&`);
    destination.proxy.at('answered', () => takeAway(mode), part === 0 ? 'POST' : 'PUT', which);
    const stored = await source.put('long', body);
    const told = { key: 'long', ...stored, sequencer: world.sequencers.next() };
    await world.queue.send(s3Message(s3Record('ObjectCreated:Put', told)));
    await world.drain();
    expect(await world.receiptOf('long')).toMatchObject({ state: 'COMPLETE', receipt: { attempts: 1 } });
    expect((await destination.find('in/long'))!.equals(body)).toBe(true);
    expect(await destination.uploads()).toEqual([]);
    expect(world.log.count(REPLICATION_EVENT.credentialsReadAgain)).toBe(1);
  },
);
