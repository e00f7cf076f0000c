import { abortUpload } from '../../../functions/replication/copy/multipart';
import { bytes, MIB } from './copy/two-sides';
import { LargeObjectRun } from './world/large-object-run';
import { ReplicationWorld } from './world/replication-world';

let world: ReplicationWorld;
let run: LargeObjectRun;
beforeAll(async () => {
  world = await ReplicationWorld.start();
  run = new LargeObjectRun(world);
});
afterAll(() => world.close());

/** Jest compares large buffers byte by byte, for minutes. */
const holds = async (key: string, body: Buffer) => (await world.sides.destination.find(`in/${key}`))?.equals(body);

it('completes an object, with a receipt of both sides', async () => {
  const body = bytes(33 * MIB);
  expect(await run.run(await run.put('whole', body))).toBe('COMPLETE');
  expect(await holds('whole', body)).toBe(true);
  expect(await world.receiptOf('whole')).toMatchObject({
    state: 'COMPLETE',
    receipt: { source: { size: body.length, isChecked: true }, destination: { size: body.length } },
  });
  expect(await world.sides.destination.uploads()).toEqual([]);
});

it('takes up what was noted while it was at work', async () => {
  const [first, second] = [bytes(20 * MIB), bytes(18 * MIB)];
  const other = new LargeObjectRun(world, 'execution-2');
  const noted: string[] = [];
  const verdict = await run.run(await run.put('noted', first), async () => {
    if (noted.length > 0) return;
    const result = await other.open(await run.put('noted', second));
    if (result.outcome === 'ENDED') noted.push(result.verdict);
  });
  expect([noted, verdict]).toEqual([['NOTED'], 'COMPLETE']);
  expect(await holds('noted', second)).toBe(true);
});

it('begins anew when the upload is gone, and ends without one', async () => {
  const body = bytes(20 * MIB);
  let times = 0;
  const verdict = await run.run(await run.put('aborted', body), async () => {
    const [uploadId] = await world.sides.destination.uploads();
    if (times++ === 0) await abortUpload(world.sides.place('in/aborted'), uploadId!);
  });
  expect([verdict, times]).toEqual(['COMPLETE', 2]);
  expect(await holds('aborted', body)).toBe(true);
});

it('knows an object that it completed before, when the answer was lost', async () => {
  const { upload } = await run.opened(await run.put('answered', bytes(20 * MIB)));
  await run.copy(upload, { first: 1, last: 2 });
  world.sides.destination.proxy.damage('lost', 'POST', /answered/);
  expect(await run.complete(upload)).toEqual({ outcome: 'ENDED', verdict: 'COMPLETE' });
  expect(await run.complete(upload)).toEqual({ outcome: 'ENDED', verdict: 'COMPLETE' });
});

it('completes nothing while parts are absent', async () => {
  const { upload } = await run.opened(await run.put('absent', bytes(33 * MIB)));
  await run.copy(upload, { first: 2, last: 3 });
  expect(await run.complete(upload)).toMatchObject({ outcome: 'AGAIN', event: upload.event });
  expect(await world.sides.destination.find('in/absent')).toBeUndefined();
});
