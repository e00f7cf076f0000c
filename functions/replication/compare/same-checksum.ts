import type { StreamAnswer } from '../../shared/s3-stream';
import { ask } from '../copy/ask';
import { type ListedSide, ownedBy } from './list-keys';

const ALGORITHMS = ['crc64nvme', 'crc32', 'crc32c', 'sha256', 'sha1'] as const;

/**
 * Whether both sides have the same content by the checksums that S3 stores. False where there are none that can be
 * compared: what is not proved is copied.
 */
export async function isSameByChecksum(source: ListedSide, destination: ListedSide, key: string): Promise<boolean> {
  const [a, b] = await Promise.all([headOf(source, key), headOf(destination, key)]);
  return a !== undefined && b !== undefined && haveSameChecksum(a, b);
}

/** Of parts S3 stores a checksum of checksums, which tells nothing about how another upload was cut. */
const haveSameChecksum = (a: StreamAnswer['headers'], b: StreamAnswer['headers']): boolean =>
  a['x-amz-checksum-type'] === 'FULL_OBJECT' &&
  b['x-amz-checksum-type'] === 'FULL_OBJECT' &&
  ALGORITHMS.some((each) => {
    const checksum = a[`x-amz-checksum-${each}`];
    return checksum !== undefined && checksum === b[`x-amz-checksum-${each}`];
  });

/** `undefined` where it is not to be had: gone meanwhile, or encrypted with a key of its own. */
async function headOf(side: ListedSide, key: string): Promise<StreamAnswer['headers'] | undefined> {
  try {
    return (await ask(side.asked, headRequest(side, key))).headers;
  } catch (error) {
    if ((error as Error).name === 'ReplicationRefusedError') return undefined;
    throw error;
  }
}

const headRequest = ({ bucket, before = '', account }: ListedSide, key: string) => ({
  method: 'HEAD' as const,
  bucket,
  key: before + key,
  headers: { 'x-amz-checksum-mode': 'ENABLED', ...ownedBy(account) },
});
