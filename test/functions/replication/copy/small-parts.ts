import { STREAMED } from '../../../../functions/replication/copy/transfer';

/**
 * Has objects sent in parts of so many bytes, where the number of parts matters and their 16 MiB do not. S3 takes none
 * below 5 MiB but the last; objects up to `WHOLE_BYTES` have no parts all the same.
 */
export function sendInPartsOf(bytes: number): void {
  jest.spyOn(STREAMED, 'plan').mockImplementation((size) =>
    Array.from({ length: Math.ceil(size / bytes) }, (_, i) => ({
      partNumber: i + 1,
      first: i * bytes,
      last: Math.min((i + 1) * bytes, size) - 1,
    })),
  );
}
