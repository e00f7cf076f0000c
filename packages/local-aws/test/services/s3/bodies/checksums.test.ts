import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CHECKSUM_ALGORITHMS, Digest } from '../../../../services/s3/bodies/checksums';
import { combineCrcs, isCombinable } from '../../../../services/s3/bodies/combine-crc';

const digestOf = async (algorithm: (typeof CHECKSUM_ALGORITHMS)[number], bytes: Uint8Array): Promise<string> => {
  const digest = new Digest(algorithm);
  digest.update(bytes);
  return (await digest.finish()).checksum.value;
};

/** Check values of "123456789": reveng's catalogue of CRCs; SHA from FIPS 180. */
it.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', createHash('sha1').update('123456789').digest('hex')],
  ['SHA256', createHash('sha256').update('123456789').digest('hex')],
] as const)('%s', async (algorithm, expected) => {
  const value = await digestOf(algorithm, Buffer.from('123456789'));
  expect(Buffer.from(value, 'base64').toString('hex')).toBe(expected);
});

it.each(CHECKSUM_ALGORITHMS.filter(isCombinable))('%s of a whole follows from its parts', async (algorithm) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), async (parts) => {
      const pieces = await Promise.all(
        parts.map(async (p) => ({ value: await digestOf(algorithm, p), size: p.length })),
      );
      expect(combineCrcs(algorithm, pieces)).toBe(await digestOf(algorithm, Buffer.concat(parts)));
    }),
  );
});

it('SHA does not combine', () => {
  expect(() => combineCrcs('SHA256', [])).toThrow('SHA256 of a whole does not follow from its parts.');
});
