import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { memoryStore } from '../../../store';
import { caller } from '../runtime';
import { openS3, temporaryFolder } from './s3-over-http';

const Bucket = 'model';
const key = fc.constantFrom('a', 'a/b', 'c');
/** Small ones share a pack; the large one, here only named, has a file of its own. */
const body = fc.oneof(fc.string({ maxLength: 20 }), fc.constant('LARGE'));
const bytesOf = (text: string): Buffer => (text === 'LARGE' ? Buffer.alloc(300_000, 'L') : Buffer.from(text));

const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key, body }),
  fc.record({ kind: fc.constant('copy' as const), key, from: key }),
  fc.record({ kind: fc.constant('delete' as const), key }),
  fc.record({ kind: fc.constant('upload' as const), key, body, isCompleted: fc.boolean() }),
  fc.record({ kind: fc.constant('restart' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/**
 * After any steps, restarts among them, the objects are those of a plain map, and no file is left that none of them
 * needs.
 */
it('is a map from keys to bodies that survives restarts and cleans up behind itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      await compare(temporaryFolder(), steps);
    }),
    { numRuns: 60 },
  );
});

async function compare(directory: string, steps: readonly Step[]): Promise<void> {
  const store = memoryStore();
  const model = new Map<string, string>();
  let s3 = await openS3(directory, store);
  await s3.objects.createBucket(Bucket);
  const restart = async (): Promise<void> => {
    s3.close();
    s3 = await openS3(directory, store);
  };
  for (const taken of steps) {
    const call = caller(s3.service);
    if (taken.kind === 'restart') await restart();
    if (taken.kind === 'put') {
      await s3.objects.put(Bucket, taken.key, bytesOf(taken.body));
      model.set(taken.key, taken.body);
    }
    if (taken.kind === 'delete') {
      await s3.objects.delete(Bucket, taken.key);
      model.delete(taken.key);
    }
    if (taken.kind === 'copy' && taken.from !== taken.key && model.has(taken.from)) {
      await call('CopyObject', { Bucket, Key: taken.key, CopySource: `${Bucket}/${taken.from}` });
      model.set(taken.key, model.get(taken.from) ?? '');
    }
    if (taken.kind === 'upload') {
      const target = {
        Bucket,
        Key: taken.key,
        UploadId: (await call('CreateMultipartUpload', { Bucket, Key: taken.key })).UploadId,
      };
      const { ETag } = await call('UploadPart', { ...target, PartNumber: 1, Body: bytesOf(taken.body) });
      if (taken.isCompleted) {
        await call('CompleteMultipartUpload', { ...target, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } });
        model.set(taken.key, taken.body);
      } else await call('AbortMultipartUpload', target);
    }
    const listed = s3.objects.list(Bucket, '').map((o) => o.key);
    expect(listed).toEqual([...model.keys()].sort());
  }
  await restart();
  for (const [k, expected] of model) expect(bytesOf(expected).equals(await s3.objects.get(Bucket, k))).toBe(true);
  for (const k of model.keys()) await s3.objects.delete(Bucket, k);
  expect(readdirSync(join(directory, 'bodies')).filter((f) => f.startsWith('body-'))).toEqual([]);
  s3.close();
}
