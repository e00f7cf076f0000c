import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { combineCrc32, combineCrc32s, crc32FromBase64, crc32ToBase64 } from '../../../core/s3/combine-crc32';

it('is the CRC32 of the joined pieces', () =>
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
      const combined = combineCrc32s(pieces.map((piece) => ({ crc32: crc32(piece), bytes: piece.length })));
      expect(combined).toBe(crc32(Buffer.concat(pieces)));
    }),
  ));

it('holds beyond 32 bits of length', () => {
  const zeros = Buffer.alloc(1024 ** 2);
  let [million, power] = [crc32(zeros), zeros.length];
  let long = million;
  for (; power < 8 * 1024 ** 3; power *= 2) long = combineCrc32(long, long, power);
  // the same eight gibibytes, piece by piece
  for (let i = 1; i < 8 * 1024; i++) million = combineCrc32(million, crc32(zeros), zeros.length);
  expect(long).toBe(million);
});

it('is written as S3 writes it', () => {
  // echo -n 123456789
  expect(crc32ToBase64(0xcbf43926)).toBe('y/Q5Jg==');
  expect(crc32FromBase64('y/Q5Jg==')).toBe(0xcbf43926);
});
