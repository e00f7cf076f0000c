import { REPLICATION_EVENT } from '../../../../core/replication/names';
import { OutputParameterError, readKeys } from '../../../../functions/replication/access/output-parameters';
import { bytes, MIB } from '../copy/two-sides';
import { KEYS, PARAMETER, ReplicationWorld, SECRETS } from '../world/replication-world';
import { s3Message, s3Record } from '../world/s3-events';

let world: ReplicationWorld;
beforeEach(async () => {
  world = await ReplicationWorld.start();
});
afterEach(() => world.close());

async function send(key: string, body: Buffer): Promise<void> {
  const stored = await world.sides.source.put(key, body);
  const told = { key, ...stored, sequencer: world.sequencers.next() };
  await world.queue.send(s3Message(s3Record('ObjectCreated:Put', told)));
}

const attemptsOf = async (key: string) => (await world.receiptOf(key))?.receipt?.attempts;

it.each(['InvalidAccessKeyId', 'ExpiredToken', 'InvalidClientTokenId', 'AccessDenied'])(
  'reads keys again where they are refused with %s: rotated keys need no deployment and no second try of the message',
  async (code) => {
    await send('first', bytes(10));
    await world.drain();
    await world.putKeys('AKIASECOND', SECRETS[1]!);
    world.sides.destination.proxy.refused.set('AKIAFIRST', code);
    await send('second', bytes(10));
    await world.drain();
    expect([await attemptsOf('first'), await attemptsOf('second')]).toEqual([1, 1]);
    expect(world.log.count(REPLICATION_EVENT.credentialsReadAgain)).toBe(1);
  },
);

it('reads keys again once for many that are denied, and tells of a denial that stays', async () => {
  world.sides.destination.proxy.refused.set('AKIAFIRST', 'AccessDenied');
  const ssm = jest.spyOn(world.clients.ssm, 'send');
  for (const key of ['a', 'b', 'c', 'd']) await send(key, bytes(10));
  await world.drain();
  expect(await world.queue.depth()).toEqual({ waiting: 0, dead: 4 });
  expect((await world.receiptOf('a'))?.failure?.message).toMatch(/AccessDenied/);
  // the destination and the keys at first, and again every five minutes of the 50 that eight tries take; not 32 times
  const keys = ssm.mock.calls.filter(([{ input }]) => (input as { readonly Name?: string }).Name === KEYS);
  expect(keys.length).toBeLessThan(16);
});

it('goes on with a copy whose keys are rotated between two parts', async () => {
  const body = bytes(40 * MIB);
  const { proxy } = world.sides.destination;
  const arrived = proxy.whenSent('PUT', /partNumber=1&/).then(async () => {
    await world.putKeys('AKIASECOND', SECRETS[1]!);
    proxy.refused.set('AKIAFIRST', 'InvalidAccessKeyId');
  });
  await send('long', body);
  await world.drain();
  await arrived;
  expect((await world.sides.destination.find('in/long'))!.equals(body)).toBe(true);
  expect(await world.sides.destination.uploads()).toEqual([]);
});

it('fails with the words of S3 where the new keys are refused too, and shows neither', async () => {
  world.sides.destination.proxy.refused.set('AKIAFIRST', 'InvalidAccessKeyId');
  await send('refused', bytes(10));
  await world.drain();
  expect(await world.queue.depth()).toEqual({ waiting: 0, dead: 1 });
  expect(await world.receiptOf('refused')).toMatchObject({ state: 'COPYING', attempts: 8 });
  const said = JSON.stringify([world.log.lines, await world.receiptOf('refused')]);
  expect(said).toMatch(/at the destination: InvalidAccessKeyId/);
  for (const secret of SECRETS) expect(said).not.toContain(secret);
});

it('takes up other keys within five minutes, though nobody refuses the old ones', async () => {
  const { proxy } = world.sides.destination;
  await send('first', bytes(10));
  await world.drain();
  expect(proxy.keyInUse).toBe('AKIAFIRST');
  await world.putKeys('AKIASECOND', SECRETS[1]!);
  await world.after(5 * 60_000);
  await send('second', bytes(10));
  await world.drain();
  expect(proxy.keyInUse).toBe('AKIASECOND');
  expect(world.log.count(REPLICATION_EVENT.credentialsReadAgain)).toBe(0);
});

it('finds another destination within five minutes, without a deployment', async () => {
  const access = world.openAccess();
  const first = await access.open();
  await world.putDestination({ prefix: 'elsewhere/' });
  expect(await access.open()).toBe(first);
  await world.after(5 * 60_000);
  expect((await access.open()).destination.prefix).toBe('elsewhere/');
  await access.close();
});

it('opens once for many at once, and again after a failure', async () => {
  const access = world.openAccess();
  await world.putDestination({ account: 'no account' });
  await expect(access.open()).rejects.toThrow(OutputParameterError);
  await world.putDestination({});
  const [a, b, c] = await Promise.all([access.open(), access.open(), access.open()]);
  expect([b, c]).toEqual([a, a]);
  await access.close();
});

describe('a parameter that is wrong', () => {
  it('is named, and the value never shown', async () => {
    await world.putRaw(KEYS, `{"accessKeyId":"AKIA","secretAccess":"${SECRETS[0]}"}`);
    const error = await readKeys(world.clients.ssm, KEYS).catch((caught: Error) => caught);
    expect(error).toBeInstanceOf(OutputParameterError);
    expect(String(error)).toMatch(/replication\/partner\/222222222222 .*secretAccessKey/);
    expect(`${String(error)} ${(error as Error).stack}`).not.toContain(SECRETS[0]);
  });

  it('or missing says what to do', async () =>
    await expect(readKeys(world.clients.ssm, `${PARAMETER}/none`)).rejects.toThrow(/does not exist\. Deploy/));
});
