import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListPartsCommand } from '@aws-sdk/client-s3';
import { buildSync } from 'esbuild';
import type { ObjectEvent } from '../../../../../core/replication/object-event';
import { LEASE_MS, WORK_MS } from '../../../../../core/replication/work-limits';
import { crc32ToBase64 } from '../../../../../core/s3/combine-crc32';
import { replicateEvent } from '../../../../../functions/replication/object/replicate-event';
import { drawn } from '../../../../window/environment';
import { ReplicationWorld } from '../../world/replication-world';
import type { DamagingProxy } from '../damaging-proxy';
import { bytes, DESTINATION, MIB, type Side, SOURCE } from '../two-sides';
import type { ChildWork } from './copy-child';

const PARTS = 5;
const body = bytes((PARTS - 1) * 16 * MIB + 3);
const outfile = join(mkdtempSync(join(tmpdir(), 'lakeferry-killed-')), 'copy-child.js');

let world: ReplicationWorld;
beforeAll(async () => {
  const entryPoints = [join(__dirname, 'copy-child.ts')];
  buildSync({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['@duckdb/*'],
    logLevel: 'error',
  });
  world = await ReplicationWorld.start();
});
afterAll(() => world.close());

async function put(key: string): Promise<ObjectEvent> {
  const stored = await world.sides.source.put(key, body);
  const sequencer = world.sequencers.next();
  return { kind: 'created', bucket: SOURCE, key, ...stored, sequencer, time: '2026-01-02T00:00:00Z' };
}

const clientOf = ({ served, proxy }: Side) => ({ ...served.clientConfig, endpoint: proxy.url, forcePathStyle: true });

/** The request at which a copy dies. */
type Death =
  Parameters<DamagingProxy['at']> extends [infer Moment, unknown, ...infer Which] ? [Moment, ...Which] : never;

/** Has a process of its own copy the object, and kills it. */
async function copyUntil([moment, ...which]: Death, event: ObjectEvent): Promise<void> {
  const { aws, sides, output, clock } = world;
  const work: ChildWork = {
    ours: aws.clientConfig(),
    source: clientOf(sides.source),
    destination: clientOf(sides.destination),
    settings: output.destination,
    ...{ output, event, now: clock.now() },
  };
  const child = spawn(process.execPath, ['--no-warnings', outfile, JSON.stringify(work)], { stdio: 'inherit' });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  sides.destination.proxy.at(moment, kill, ...which);
  expect((await ended)[1]).toBe('SIGKILL');
}

const run = (event: ObjectEvent) => replicateEvent(world.replicator(), event, { endsAt: world.clock.now() + WORK_MS });

/** Numbers of the parts that the upload of an unfinished copy holds with their checksums. */
async function partsHeld(key: string): Promise<number[]> {
  const { s3 } = world.sides.destination;
  const UploadId = (await world.receiptOf(key))?.upload?.id;
  const { Parts = [] } = await s3.send(new ListPartsCommand({ Bucket: DESTINATION, Key: `in/${key}`, UploadId }));
  return Parts.filter(({ ChecksumCRC32 }) => ChecksumCRC32 !== undefined).map(({ PartNumber }) => PartNumber!);
}

/** Numbers of the parts that were sent since. */
const partsSent = (): number[] =>
  world.sides.destination.proxy.requests.flatMap((each) => {
    const number = /^PUT .*[?&]partNumber=(\d+)/.exec(each)?.[1];
    return number === undefined ? [] : [Number(number)];
  });

async function expectOneTrueReceipt(key: string): Promise<void> {
  const { Items = [] } = await world.clients.dynamodb.send(new ScanCommand({ TableName: 'replication' }));
  expect(Items.filter((item) => JSON.stringify(item).includes(`"${key}"`))).toHaveLength(1);
  const proof = { size: body.length, crc32: crc32ToBase64(crc32(body)) };
  const item = await world.receiptOf(key);
  expect(item).toMatchObject({ state: 'COMPLETE', receipt: { source: proof, destination: proof, attempts: 2 } });
  expect(item).not.toHaveProperty('upload');
}

async function expectResumed(event: ObjectEvent, held: readonly number[]): Promise<void> {
  const { destination } = world.sides;
  expect(await run(event)).toMatchObject({ verdict: 'BUSY' });
  await world.after(LEASE_MS + 1);
  destination.proxy.requests.length = 0;
  expect(await run(event)).toEqual({ verdict: 'COMPLETE' });
  // what was on its way to S3 may have arrived since
  expect(ALL.filter((part) => !held.includes(part))).toEqual(expect.arrayContaining(partsSent()));
  expect(new Set(partsSent()).size).toBe(partsSent().length);
  expect((await destination.find(`in/${event.key}`))!.equals(body)).toBe(true);
  expect(await destination.uploads()).toEqual([]);
  await expectOneTrueReceipt(event.key);
}

const ALL = Array.from({ length: PARTS }, (_, i) => i + 1);
/** `certain`: parts that are there then. */
type Row = readonly [when: string, death: Death, certain: readonly number[]];
const DEATHS: readonly Row[] = [
  ['before its first part', ['asked', 'PUT', /[?&]partNumber=1&/], []],
  ...ALL.map((part): Row => [`after part ${part}`, ['answered', 'PUT', new RegExp(`[?&]partNumber=${part}&`)], [part]]),
  ['between completion and receipt', ['answered', 'POST', /[?&]uploadId=/], ALL],
];

it.each(drawn(DEATHS, 1))(
  'a copy that is killed %s is resumed: no part that is there is sent again',
  async (when, death, certain) => {
    const event = await put(`killed ${when}`);
    await copyUntil(death, event);
    const held = certain === ALL ? ALL : await partsHeld(event.key);
    expect(held).toEqual(expect.arrayContaining([...certain]));
    await expectResumed(event, held);
  },
);
