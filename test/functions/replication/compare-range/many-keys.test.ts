import type { S3Client } from '@aws-sdk/client-s3';
import type { Finding } from '../../../../core/replication/comparison/report';
import { compareKeys } from '../../../../core/replication/key-order';
import { listEnds } from '../../../../functions/replication/compare/list-keys';
import { createHandler } from '../../../../functions/replication/compare-range/handler';
import { cutRanges } from '../../../../functions/replication/plan-comparison/cut-ranges';
import { silentLog } from '../../../../functions/shared/log';
import type { StreamRequest, StreamS3 } from '../../../../functions/shared/s3-stream';
import { Dice } from '../../../../packages/local-aws/test/gateway/fuzz/requests';

const OBJECTS = 100_000;
const PAGE = 1000;
/** Every character of one byte but NUL, and where UTF-8 and UTF-16 differ in order. */
const CHARACTERS = [
  ...Array.from({ length: 255 }, (_, i) => String.fromCodePoint(i + 1)),
  ...['\u07ff', '\u0800', '\ud7ff', '\ue000', '\ufffd', '\uffff', '\u{10000}', '😀', '\u{10ffff}'],
];

interface Listed {
  readonly key: string;
  readonly size: number;
}

const formEncoded = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()]/g, escape);

/** S3's ListObjectsV2 over two sorted lists, and nothing else. */
class Listings {
  constructor(readonly buckets: Readonly<Record<string, readonly Listed[]>>) {}

  send = async ({ method, bucket, query = '' }: StreamRequest) => {
    const asked = new URLSearchParams(query.replaceAll('+', '%2B'));
    if (method !== 'GET' || asked.get('list-type') !== '2')
      throw new Error(`Nothing else is asked: ${method} ${query}`);
    const all = this.buckets[bucket]!;
    const [token, after] = [asked.get('continuation-token'), asked.get('start-after')];
    const from = token !== null ? Number(token) : after === null ? 0 : firstAfter(all, after);
    const page = all.slice(from, from + PAGE);
    const isTruncated = from + PAGE < all.length;
    const contents = page.map(
      ({ key, size }) =>
        `<Contents><Key>${formEncoded(key)}</Key><ETag>&quot;a&quot;</ETag><Size>${size}</Size></Contents>`,
    );
    const next = isTruncated ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : '';
    const text = `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
    return { status: 200, headers: {}, body: { text: async () => text } };
  };
}

function firstAfter(all: readonly Listed[], after: string): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(all[middle]!.key, after) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

it('of 100,000 keys with every character there is, exactly those that are damaged are found', async () => {
  const dice = new Dice(2026);
  const key = (): string => Array.from({ length: 1 + dice.below(12) }, () => dice.of(CHARACTERS)).join('');
  const keys = [...new Set(Array.from({ length: OBJECTS }, key))].sort(compareKeys);
  const expected = { MISSING: [] as string[], DIFFERENT: [] as string[], EXTRA: [] as string[] };
  const there = keys.flatMap((each): Listed[] => {
    const damage = dice.below(1000);
    if (damage === 0) expected.MISSING.push(each);
    if (damage === 1) expected.DIFFERENT.push(each);
    return damage === 0 ? [] : [{ key: each, size: damage === 1 ? 4 : 3 }];
  });
  const known = new Set(keys);
  for (let i = 0; i < 100; i++) {
    const stranger = key();
    if (known.has(stranger)) continue;
    known.add(stranger);
    expected.EXTRA.push(stranger);
    there.push({ key: stranger, size: 3 });
  }
  there.sort((a, b) => compareKeys(a.key, b.key));
  const found: Record<string, string[]> = {};
  const stream = new Listings({ ours: keys.map((each) => ({ key: each, size: 3 })), theirs: there });
  const s3 = stream as unknown as StreamS3;
  const compare = createHandler({
    output: { name: 'partner', ignore: [] },
    source: s3,
    access: { open: async () => ({ destination: { bucket: 'theirs', prefix: '', account: '1' }, stream: s3 }) },
    // nobody wrote a receipt
    receipts: { table: { dynamodb: { send: async () => ({ Items: [] }) }, tableName: 'receipts' }, output: 'partner' },
    s3: {
      send: async ({ input }: { readonly input: { readonly Key: string; readonly Body: Buffer } }) => {
        if (!input.Key.endsWith('.jsonl')) return {};
        for (const line of String(input.Body).trim().split('\n')) {
          const { judgement, key: named } = JSON.parse(line) as Finding;
          found[judgement] = [...(found[judgement] ?? []), named];
        }
        return {};
      },
    } as unknown as Pick<S3Client, 'send'>,
    now: () => 0,
    log: silentLog,
    ...{ sourceBucket: 'ours', prefix: '', workBucket: 'work' },
  } as unknown as Parameters<typeof createHandler>[0]);
  const side = { asked: { side: 'source' as const, s3 }, bucket: 'ours', prefix: '' };
  const ranges = await cutRanges((after) => listEnds(side, { after }), { ranges: 16 });
  expect(ranges.length).toBeGreaterThan(8);
  for (const [index, range] of ranges.entries()) {
    await compare({ range: { index, ...range }, folder: '', setAside: false, part: 0 });
  }
  for (const [kind, names] of Object.entries(expected)) {
    // equal by themselves first: a difference of thousands of odd keys is not to be read
    expect({ kind, keys: (found[kind] ?? []).sort(compareKeys) }).toEqual({ kind, keys: names.sort(compareKeys) });
  }
}, 120_000);
