import { join } from 'node:path';
import { openStore } from '../../../store';
import { bodyOfPut, KILLED_BUCKET } from './killed-writes';
import { openS3 } from './s3-over-http';

/**
 * Puts, overwrites, copies, deletes and uploads parts until it is killed; says on stdout what was acknowledged, a line
 * each.
 */
async function main([directory = '', from = '0']: readonly string[]): Promise<void> {
  const store = await openStore(join(directory, 'store'));
  const { service, objects } = await openS3(join(directory, 's3'), store);
  await objects.createBucket(KILLED_BUCKET);
  const context = { accountId: '', region: '', principalArn: '', requestId: '' };
  const call = (name: string, input: object) =>
    service.operations[name]!({ Bucket: KILLED_BUCKET, ...input }, context) as Promise<Record<string, string>>;
  const write = async (worker: number, i: number): Promise<void> => {
    const Key = `${worker}/${i % 7}`;
    await objects.put(KILLED_BUCKET, Key, bodyOfPut(worker, i));
    await say(`put ${Key} ${worker} ${i}`);
    const { UploadId } = await call('CreateMultipartUpload', { Key: `${Key}/parts` });
    const { ETag } = await call('UploadPart', {
      Key: `${Key}/parts`,
      UploadId,
      PartNumber: 1,
      Body: bodyOfPut(worker, i),
    });
    await call('CompleteMultipartUpload', {
      Key: `${Key}/parts`,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    });
    await say(`put ${Key}/parts ${worker} ${i}`);
    await call('CopyObject', { Key: `${Key}/copy`, CopySource: `${KILLED_BUCKET}/${Key}` });
    await say(`put ${Key}/copy ${worker} ${i}`);
    await say(`deleting ${worker}/gone/${i - 1}`);
    await objects.delete(KILLED_BUCKET, `${worker}/gone/${i - 1}`);
    await objects.put(KILLED_BUCKET, `${worker}/gone/${i}`, bodyOfPut(worker, i));
    await say(`put ${worker}/gone/${i} ${worker} ${i}`);
  };
  await Promise.all(
    [0, 1, 2, 3].map(async (worker) => {
      for (let i = Number(from); ; i++) await write(worker, i);
    }),
  );
}

/** Resolves when the line has left this process: one that waits in it, as behind a slow reader, dies with it. */
const say = (line: string): Promise<void> =>
  new Promise((resolve) => void process.stdout.write(`${line}\n`, () => resolve()));

void main(process.argv.slice(2));
