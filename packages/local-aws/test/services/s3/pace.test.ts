import { createS3 } from '../../../services/s3';
import { memoryStore } from '../../../store';
import { caller, elapse, testRuntime } from '../runtime';
import { temporaryFolder } from './s3-over-http';

async function paced(pace: object) {
  const runtime = testRuntime(memoryStore());
  const s3 = await createS3({ ...runtime, ...pace, directory: temporaryFolder() });
  const call = caller(s3.service);
  for (const Bucket of ['one', 'two']) await s3.objects.createBucket(Bucket);
  const put = (Bucket: string) =>
    call('PutObject', { Bucket, Key: 'k', Body: Buffer.from('x') }).then(
      () => 'ok',
      (e: { code: string }) => e.code,
    );
  return { runtime, call, put, close: s3.close };
}

it('answers SlowDown beyond so many writes a second, per bucket', async () => {
  const { runtime, put, call, close } = await paced({ throttle: { writesPerSecond: 3 } });
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await put('one'));
  expect(answers).toEqual(['ok', 'ok', 'ok', 'SlowDown']);
  expect(await put('two')).toBe('ok');
  await expect(call('GetObject', { Bucket: 'one', Key: 'k' })).resolves.toBeDefined();
  await elapse(runtime.clock, 334);
  expect([await put('one'), await put('one')]).toEqual(['ok', 'SlowDown']);
  close();
});

it('takes its time before every answer', async () => {
  const { put, close } = await paced({ latencyMs: 20 });
  const began = performance.now();
  await put('one');
  // Timers may fire a millisecond early.
  expect(performance.now() - began).toBeGreaterThanOrEqual(19);
  close();
});
