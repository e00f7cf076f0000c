import { DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { RemovalFailedError } from './errors';

/** DeleteObjects' limit. */
const AT_ONCE = 1000;

/** Removes the objects and returns how many they were. Throws {@link RemovalFailedError} when S3 keeps one. */
export async function removeObjects(
  s3: Pick<S3Client, 'send'>,
  Bucket: string,
  keys: readonly string[],
): Promise<number> {
  for (let i = 0; i < keys.length; i += AT_ONCE) {
    const Objects = keys.slice(i, i + AT_ONCE).map((Key) => ({ Key }));
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [first] = Errors;
    if (first !== undefined) {
      const { Key = '', Code = '', Message = '' } = first;
      throw new RemovalFailedError(Errors.length, { key: Key, code: Code, message: Message });
    }
  }
  return keys.length;
}
