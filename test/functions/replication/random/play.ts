import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { Dice } from '../../../../packages/local-aws/test/gateway/fuzz/requests';
import type { Damage, DamagingProxy } from '../copy/damaging-proxy';
import { bytes, MIB, SOURCE } from '../copy/two-sides';
import type { ReplicationWorld } from '../world/replication-world';
import { s3Message, s3Record } from '../world/s3-events';

const KEYS = ['a', 'dt=1/b +é', '😀'];
const STEPS = 15;

type Fault = readonly [Damage, method: string, url: RegExp];
const ANY = /./;
const AT_SOURCE: readonly Fault[] = [
  ['reset', 'GET', ANY],
  ['truncated', 'GET', ANY],
  ['flipped', 'GET', ANY],
  ['slow-down', 'GET', ANY],
  ['internal-error', 'HEAD', ANY],
];
// an upload whose beginning was not answered is known to nobody: the bucket's lifecycle aborts it
const AT_DESTINATION: readonly Fault[] = [
  ['reset', 'PUT', ANY],
  ['lost', 'PUT', ANY],
  ['slow-down', 'PUT', ANY],
  ['internal-error', 'POST', ANY],
  ['lost', 'POST', /uploadId=/],
  ['error-in-200', 'POST', /uploadId=/],
  ['lost', 'DELETE', ANY],
  ['reset', 'HEAD', ANY],
];

/** Where S3 copies by itself, a PUT has an answer whose 200 may be an error. */
const AT_COPYING_DESTINATION: readonly Fault[] = [
  ...AT_DESTINATION,
  ['error-in-200', 'PUT', ANY],
  ['expired-token', 'PUT', ANY],
];

/**
 * Writes, overwrites and deletes at the source, while its events come doubled and in any order, several functions work
 * at once, and both sides fail. Returns the keys once everything was delivered and the faults are over.
 */
export async function play(world: ReplicationWorld, seed: number): Promise<readonly string[]> {
  const dice = new Dice(seed);
  const keys = KEYS.map((key) => `seed-${seed}/${key}`);
  const told: string[] = [];
  for (let step = 0; step < STEPS; step++) {
    const message = await change(world, dice, dice.of(keys));
    told.push(message, ...(dice.chance(0.3) ? [message] : []));
    if (dice.chance(0.4)) await deliver(world, dice, told);
  }
  while (told.length > 0) await deliver(world, dice, told);
  world.sides.source.proxy.heal();
  world.sides.destination.proxy.heal();
  await world.drain();
  return keys;
}

async function change(world: ReplicationWorld, dice: Dice, key: string): Promise<string> {
  const { source } = world.sides;
  const sequencer = world.sequencers.next();
  if (dice.chance(0.25)) {
    const { VersionId } = await source.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: key }));
    return s3Message(s3Record('ObjectRemoved:DeleteMarkerCreated', { key, versionId: VersionId, sequencer }));
  }
  const size = dice.chance(0.06) ? 17 * MIB + dice.below(1000) : dice.below(3000);
  return s3Message(s3Record('ObjectCreated:Put', { key, ...(await source.put(key, bytes(size))), sequencer }));
}

/** Some of the messages, in any order, to one function or to two at once. */
async function deliver(world: ReplicationWorld, dice: Dice, told: string[]): Promise<void> {
  for (let some = 1 + dice.below(told.length); some > 0; some--) {
    await world.queue.send(...told.splice(dice.below(told.length), 1));
  }
  hurt(world.sides.source.proxy, dice, AT_SOURCE);
  hurt(world.sides.destination.proxy, dice, world.sides.isServerSide ? AT_COPYING_DESTINATION : AT_DESTINATION);
  const event = await world.queue.receive();
  if (event.Records.length === 0) return;
  const functions = [world.handler(), ...(dice.chance(0.4) ? [world.handler()] : [])];
  const answers = await Promise.all(functions.map((handler) => handler(event)));
  for (const answer of answers) await world.queue.settle(event, answer);
}

function hurt(proxy: DamagingProxy, dice: Dice, faults: readonly Fault[]): void {
  for (let some = dice.below(3); some > 0; some--) proxy.damage(...dice.of(faults));
}
