import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { canonicalQuery, copySource, encodeKey } from '../../../../functions/shared/s3-lean';
import { Signer } from '../../../../functions/shared/s3-lean/signer';

/** What the SDK's own signer needs of a hash. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

const NOW = Date.parse('2026-11-20T02:03:04.567Z');
const HOST = 'lake.s3.eu-west-1.amazonaws.com';

test.each([
  [
    'a copy',
    'PUT',
    'a/b c+é%.parquet',
    {},
    { 'x-amz-copy-source': copySource('raw', 'x y+z'), 'x-amz-copy-source-if-match': '"e"' },
    '',
  ],
  ['a listing', 'GET', '', { 'list-type': '2', prefix: "a b/=*'()!", 'continuation-token': 'x+/=' }, {}, ''],
  [
    'white space in headers',
    'PUT',
    'key',
    {},
    {
      'content-disposition': 'attachment;  filename="a  b.csv"',
      'x-amz-meta-a': ' a\t b \u00a0 c ',
      'x-amz-meta-b': ' ',
    },
    '',
  ],
  ['a completion', 'POST', 'key', { uploadId: 'u~1' }, {}, '<CompleteMultipartUpload/>'],
])('signs %s as the SDK does, key kept or new', async (_what, method, key, query, headers, body) => {
  for (const sessionToken of [undefined, 'token/+=']) {
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken };
    const theirs = new SignatureV4({
      service: 's3',
      region: 'eu-west-1',
      credentials,
      sha256: Sha256,
      uriEscapePath: false,
    });
    const path = `/${encodeKey(key)}`;
    const signed = (await theirs.sign(
      { method, protocol: 'https:', hostname: HOST, path, query, headers: { ...headers, host: HOST }, body } as never,
      { signingDate: new Date(NOW) },
    )) as unknown as { readonly headers: Record<string, string> };
    const signer = new Signer('eu-west-1');
    for (let i = 0; i < 2; i++) {
      const ours = signer.sign(
        { method, host: HOST, path, query: canonicalQuery(query), headers, body },
        credentials,
        NOW,
      );
      expect(ours.at(-1)).toBe(signed.headers.authorization);
    }
  }
});

test('a new day and new credentials get a new key', () => {
  const signer = new Signer('eu-west-1');
  const request = { method: 'GET', host: HOST, path: '/', query: '', headers: {}, body: '' };
  const sign = (secretAccessKey: string, now: number): string =>
    signer.sign(request, { accessKeyId: 'AKID', secretAccessKey }, now).at(-1)!;
  const first = sign('one', NOW);
  expect(sign('two', NOW)).not.toBe(first);
  expect(sign('one', NOW + 86_400_000)).not.toBe(first);
  expect(sign('one', NOW)).toBe(first);
});
