import { crc32 } from 'node:zlib';
import type { LineEnds } from '../../../../core/config/replication/types';
import { IN_FUNCTION } from '../../../../core/replication/conversion';
import { crc32ToBase64 } from '../../../../core/s3/combine-crc32';
import { type ConvertOptions, convertObject } from '../../../../functions/replication/convert/convert-object';
import type { CopyOutcome } from '../../../../functions/replication/copy/copy-object';
import type { Wanted } from '../../../../functions/replication/copy/current-source';
import { CopyUnfinishedYetError } from '../../../../functions/replication/copy/errors';
import { MIB, TwoSides } from '../copy/two-sides';
import { parquetOf } from './parquet-file';

let sides: TwoSides;
beforeAll(async () => {
  sides = await TwoSides.start();
});
afterAll(() => sides.close());
afterEach(async () => {
  expect(await sides.destination.uploads()).toEqual([]);
});

/** The range of the whole object: it begins where the magic bytes do, and does not end there. */
const CONTENT = /bytes=0-\d\d/;

const remembered: string[] = [];

function convert(
  key: string,
  wanted: Wanted = {},
  options: Partial<ConvertOptions> & { readonly lineEnds?: LineEnds } = {},
): Promise<CopyOutcome> {
  const { lineEnds = 'lf', ...more } = options;
  return convertObject(sides.place(`${key}.parquet`, { key: `${key}.csv` }), wanted, {
    conversion: 'parquet',
    settings: { parquet: 'csv', lineEnds },
    uploadOf: () => ({ remember: async (id) => void remembered.push(id) }),
    now: () => 0,
    ...more,
  });
}

const csv = async (key: string): Promise<string | undefined> =>
  (await sides.destination.find(`${key}.csv`))?.toString();

const TYPES = `SELECT 1 AS id, DATE '2024-01-02' AS day, TIMESTAMP '2024-01-02 03:04:05.5' AS at,
  TIMESTAMPTZ '2024-01-02 03:04:05+02' AS zoned, 10.50::DECIMAL(9, 2) AS price, NULL AS nothing, '' AS empty,
  'a,b' AS comma, 'say "x"' AS quote, E'two\\nlines' AS lines, 'é😀' AS "of, all"`;

it.each([
  ['lf', '\n'],
  ['crlf', '\r\n'],
] as const)(
  'writes typed values, a header and quotes by RFC 4180, with lines that end in %s',
  async (lineEnds, end) => {
    const body = await parquetOf(`${TYPES} UNION ALL ${TYPES.replace('SELECT 1', 'SELECT 2')}`);
    const key = `types-${lineEnds}`;
    const source = await sides.source.put(`${key}.parquet`, body, { Metadata: { team: 'orders' }, Tagging: 'a=b' });
    const outcome = await convert(key, source, { lineEnds });
    const values =
      '2024-01-02,2024-01-02 03:04:05.5,2024-01-02 01:04:05+00,10.50,,"","a,b","say ""x""","two\nlines",é😀';
    const expected = [
      'id,day,at,zoned,price,nothing,empty,comma,quote,lines,"of, all"',
      `1,${values}`,
      `2,${values}`,
      '',
    ].join(end);
    const { bytes, ...head } = await sides.destination.get(`${key}.csv`);
    expect(bytes.toString()).toBe(expected);
    expect(head).toMatchObject({ ContentType: 'text/csv; charset=utf-8', TagCount: 1, Metadata: { team: 'orders' } });
    expect(outcome).toEqual({
      outcome: 'COPIED',
      copied: {
        converted: 'csv',
        source: { ...source, crc32: crc32ToBase64(crc32(body)), isChecked: true },
        destination: { etag: head.ETag!.replaceAll('"', ''), size: bytes.length, crc32: crc32ToBase64(crc32(bytes)) },
      },
    });
  },
);

it('writes the header alone of a file without rows', async () => {
  await sides.source.put('none.parquet', await parquetOf('SELECT 1 AS a, 2 AS b WHERE false'));
  await convert('none');
  expect(await csv('none')).toBe('a,b\n');
});

describe('a result of several parts', () => {
  const LINE = 'x'.repeat(1000);
  const ROWS = 35_000;
  const big = () => parquetOf(`SELECT i AS n, repeat('x', 1000) AS line FROM range(${ROWS}) t(i)`);
  const whole = () => `n,line\n${Array.from({ length: ROWS }, (_, i) => `${i},${LINE}\n`).join('')}`;

  it('arrives whole through failures of either side', async () => {
    await sides.source.put('big.parquet', await big());
    for (const damage of ['reset', 'slow-down', 'flipped'] as const) sides.destination.proxy.damage(damage, 'PUT');
    sides.source.proxy.damage('truncated', 'GET', /big/, CONTENT);
    const outcome = await convert('big');
    const bytes = (await sides.destination.find('big.csv'))!;
    expect(bytes.length).toBeGreaterThan(2 * 16 * MIB);
    expect(bytes.toString() === whole()).toBe(true);
    const destination = { size: bytes.length, crc32: crc32ToBase64(crc32(bytes)) };
    expect(outcome).toMatchObject({ outcome: 'COPIED', copied: { destination } });
    expect(remembered).toHaveLength(1);
  });

  it('leaves nothing when the destination refuses a part', async () => {
    await sides.source.put('refused.parquet', await big());
    sides.destination.proxy.damage('forbidden', 'PUT', /partNumber=2/);
    sides.destination.proxy.damage('forbidden', 'PUT', /partNumber=2/);
    await expect(convert('refused')).rejects.toThrow(/AccessDenied/);
    expect(await csv('refused')).toBeUndefined();
  });
});

it.each<[string, string, RegExp]>([
  ['no parquet', 'a,b\n1,2\n3,4\n', /^NOT_PARQUET: it does not begin/],
  ['hardly a byte', 'PAR1', /^NOT_PARQUET: it has 4 bytes/],
  ['a footer that is longer than all', 'PAR1\xff\xff\xff\x00PAR1', /^NOT_PARQUET: its footer would have/],
  ['a footer that is none', 'PAR1abcdefgh\x08\x00\x00\x00PAR1', /^NOT_PARQUET: its footer cannot be read/],
  ['an encrypted footer', 'PARE12345678PARE', /^ENCRYPTED/],
])('sets %s aside before its content is read', async (name, body, reason) => {
  const key = name.replaceAll(' ', '-');
  await sides.source.put(`${key}.parquet`, Buffer.from(body, 'latin1'));
  expect(await convert(key)).toEqual({ outcome: 'SET_ASIDE', reason: expect.stringMatching(reason) });
  expect(await csv(key)).toBeUndefined();
});

it('sets aside what DuckDB refuses, and says why', async () => {
  const body = await parquetOf('SELECT i * 7919 % 100003 AS n FROM range(10000) t(i)', ', COMPRESSION gzip');
  body.fill(0, 100, 1000);
  await sides.source.put('broken.parquet', body);
  const reason = expect.stringMatching(/^UNREADABLE: DuckDB refuses it: \S/);
  expect(await convert('broken')).toEqual({ outcome: 'SET_ASIDE', reason });
});

it('leaves to the machine what does not fit a function, by size or by rows, and reads none of it', async () => {
  const { size } = await sides.source.put('many.parquet', await parquetOf('SELECT 1 AS n FROM range(1000)'));
  sides.source.proxy.requests.length = 0;
  for (const limits of [
    { ...IN_FUNCTION, bytes: size - 1 },
    { ...IN_FUNCTION, seconds: 0 },
  ]) {
    expect(await convert('many', {}, { limits })).toMatchObject({ outcome: 'LARGE' });
  }
  expect(sides.source.proxy.requests.filter((each) => each.startsWith('HEAD'))).toHaveLength(2);
  expect(await csv('many')).toBeUndefined();
});

it('takes what is there now when the object is overwritten meanwhile', async () => {
  const first = await sides.source.put('changed.parquet', await parquetOf("SELECT 'first' AS v"));
  await sides.source.put('changed.parquet', await parquetOf("SELECT 'second' AS v"));
  await convert('changed', { etag: first.etag });
  expect(await csv('changed')).toBe('v\nsecond\n');
  expect(await convert('changed', { etag: first.etag, isExact: true })).toEqual({ outcome: 'GONE' });
});

it('begins nothing when the time is used up', async () => {
  await sides.source.put('late.parquet', await parquetOf('SELECT 1 AS n'));
  await expect(convert('late', {}, { endsAt: 0 })).rejects.toThrow(CopyUnfinishedYetError);
});
