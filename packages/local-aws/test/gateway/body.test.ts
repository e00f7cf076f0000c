import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { bodyOf, gather } from '../../gateway/body';

/** A request whose body comes in the pieces given. */
const requestOf = (pieces: readonly Buffer[], headers: Readonly<Record<string, string>>): IncomingMessage =>
  Object.assign(Readable.from(pieces), { headers }) as never;

const framed = (chunks: readonly Uint8Array[], trailers: string): Buffer =>
  Buffer.concat([
    ...chunks
      .filter((c) => c.length > 0)
      .flatMap((c) => [Buffer.from(`${c.length.toString(16)};chunk-signature=0\r\n`), c, Buffer.from('\r\n')]),
    Buffer.from(`0\r\n${trailers}\r\n`),
  ]);

/** The bytes cut at those places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((p) => p % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return sorted
    .slice(1)
    .map((end, i) => bytes.subarray(sorted[i], end))
    .filter((b) => b.length > 0);
}

const CHUNKED = { 'content-encoding': 'aws-chunked', 'x-amz-trailer': 'x-amz-checksum-crc32' };

it('takes off the frames however the network cut them, and keeps the trailers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.array(fc.nat(500), { maxLength: 30 }),
      async (chunks, places) => {
        const bytes = framed(chunks, 'x-amz-checksum-crc32:AAAAAA==\r\n');
        const body = bodyOf(requestOf(cut(bytes, places), CHUNKED), true);
        expect((await gather(body)).equals(Buffer.concat(chunks))).toBe(true);
        expect(body.trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
        expect(body.trailerNames).toEqual(['x-amz-checksum-crc32']);
      },
    ),
  );
});

it.each([
  ['ends in a chunk', 'a\r\nhel', {}],
  ['ends before the last chunk', '5\r\nhello\r\n', {}],
  ['has a header that is no number', 'zz\r\nhello\r\n0\r\n\r\n', {}],
  ['has a chunk longer than it says', '2\r\nhello\r\n0\r\n\r\n', {}],
  ['is shorter than announced', '5\r\nhello\r\n0\r\n\r\n', { 'x-amz-decoded-content-length': '6' }],
])('a body that %s is incomplete', async (_what, bytes, headers) => {
  const body = bodyOf(requestOf([Buffer.from(bytes)], { ...CHUNKED, ...headers }), true);
  await expect(gather(body)).rejects.toMatchObject({ code: 'IncompleteBody' });
});

it('leaves alone what is not framed', async () => {
  const body = bodyOf(requestOf([Buffer.from('5\r\nhello')], {}), true);
  expect((await gather(body)).toString()).toBe('5\r\nhello');
});

it('a frame whose header does not end is refused after a few pieces: searching it to its end costs quadratic time', async () => {
  let pieces = 0;
  const endless = Readable.from(
    (async function* () {
      for (; pieces < 10_000; pieces++) yield Buffer.alloc(1024, '1');
    })(),
  );
  const body = bodyOf(Object.assign(endless, { headers: CHUNKED }) as never, true);
  await expect(gather(body)).rejects.toMatchObject({ code: 'IncompleteBody' });
  expect(pieces).toBeLessThan(100);
});

it.each(['-5', '0x10', '1e3', '5 5', 'ffffffffffffffff'])('%s is not a length of a frame', async (length) => {
  const body = bodyOf(requestOf([Buffer.from(`${length}\r\nhello\r\n0\r\n\r\n`)], CHUNKED), true);
  await expect(gather(body)).rejects.toMatchObject({ code: 'IncompleteBody' });
});

it('a body that is not the gzip it says it is is refused, when it is read and not before', async () => {
  const body = bodyOf(requestOf([Buffer.from('garbage')], { 'content-encoding': 'gzip' }), false);
  await new Promise(setImmediate);
  await expect(gather(body)).rejects.toMatchObject({ code: 'SerializationException' });
});

it('a body is gathered up to its limit and not kept beyond it', async () => {
  const request = () => requestOf([Buffer.from('12345'), Buffer.from('6789')], {});
  expect((await gather(bodyOf(request(), true), 9)).toString()).toBe('123456789');
  const tooLarge = () => new RangeError('too large');
  await expect(gather(bodyOf(request(), true), 8, tooLarge)).rejects.toThrow('too large');
});
