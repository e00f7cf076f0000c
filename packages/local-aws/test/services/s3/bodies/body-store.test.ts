import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BodyStore } from '../../../../services/s3/bodies/body-store';
import { temporaryFolder } from '../s3-over-http';

const SMALL = Buffer.from('small');
const LARGE = Buffer.alloc(300 * 1024, 'x');
const nothing = (): void => {};

let folder: string;
let bodies: BodyStore;
const files = (): string[] => readdirSync(folder).sort();

beforeEach(() => {
  folder = temporaryFolder();
  bodies = new BodyStore(folder);
});
afterEach(() => bodies.close());

it('packs small bodies into one file and gives large ones their own', async () => {
  for (let i = 0; i < 10; i++) await bodies.write(SMALL, nothing);
  await bodies.write(LARGE, nothing);
  expect(files()).toEqual([expect.stringMatching(/^body-/), 'pack-00000000']);
});

it('an empty body needs no file', async () => {
  expect(await bodies.write(new Uint8Array(), nothing)).toEqual([]);
  expect(files()).toEqual([]);
});

it('overlapping writes keep out of each other’s way', async () => {
  const texts = Array.from({ length: 50 }, (_, i) => `body ${i}`.repeat(i + 1));
  const written = await Promise.all(texts.map((t) => bodies.write(Buffer.from(t), nothing)));
  const read = await Promise.all(written.map((slices) => bodies.readAll(slices)));
  expect(read.map(String)).toEqual(texts);
});

it('keeps what is streamed, in order, and shows every byte once', async () => {
  const chunks = Array.from({ length: 40 }, (_, i) => Buffer.alloc(100_000, i));
  const seen: Uint8Array[] = [];
  const slices = await bodies.write(
    (async function* () {
      yield* chunks;
    })(),
    (bytes) => seen.push(bytes),
  );
  expect(Buffer.concat(seen).equals(Buffer.concat(chunks))).toBe(true);
  expect((await bodies.readAll(slices)).equals(Buffer.concat(chunks))).toBe(true);
});

it('removes a file with its last reference, and not before', async () => {
  const slices = await bodies.write(LARGE, nothing);
  bodies.retain(slices);
  await bodies.release(slices);
  expect(files()).toHaveLength(1);
  await bodies.release(slices);
  expect(files()).toEqual([]);
});

it('lets a reader finish what is deleted meanwhile', async () => {
  const slices = await bodies.write(Buffer.alloc(3_000_000, 'y'), nothing);
  const stream = bodies.read(slices);
  await bodies.release(slices);
  let size = 0;
  for await (const chunk of stream) size += (chunk as Buffer).length;
  expect(size).toBe(3_000_000);
  // The file goes once the stream has closed; the test's own time limit ends a wait in vain.
  while (files().length > 0) await new Promise(setImmediate);
});

it('leaves nothing of a body whose sender broke off', async () => {
  const broken = (async function* () {
    yield LARGE;
    yield LARGE;
    throw new Error('connection reset');
  })();
  await expect(bodies.write(broken, nothing)).rejects.toThrow('connection reset');
  expect(files()).toEqual([]);
});

it('sweeps what nobody refers to after a restart, and goes on behind what is there', async () => {
  const kept = await bodies.write(SMALL, nothing);
  await bodies.write(LARGE, nothing);
  writeFileSync(join(folder, 'body-orphan'), 'x');
  const again = new BodyStore(folder);
  again.retain(kept);
  await again.sweep();
  await again.write(Buffer.from('more'), nothing);
  expect(files()).toEqual(['pack-00000000']);
  expect(String(await again.readAll(kept))).toBe('small');
  again.close();
});

it('opens again over a folder that has no pack yet', async () => {
  const kept = await bodies.write(LARGE, nothing);
  const again = new BodyStore(folder);
  again.retain(kept);
  await again.sweep();
  expect((await again.readAll(kept)).equals(LARGE)).toBe(true);
  again.close();
});
