import type { KeyRange } from '../../../core/replication/comparison/key-range';
import type { ListedObject } from '../../../core/replication/judge-object';
import { compareKeys } from '../../../core/replication/key-order';
import { decodeKey } from '../../../core/replication/object-event';
import { xmlText } from '../../../core/s3';
import { canonicalQuery } from '../../shared/s3-lean';
import { type Asked, ask } from '../copy/ask';

/** One side of a comparison. */
export interface ListedSide {
  readonly asked: Asked;
  readonly bucket: string;
  /** Stands before each key here, and is taken off. @default none */
  readonly before?: string;
  /** Of what is listed, behind `before`. */
  readonly prefix: string;
  /** Of the bucket's owner. @default nobody is asked for */
  readonly account?: string;
}

/**
 * The keys of one side in a range, page by page and in S3's order, whatever characters they have. The next page is on
 * its way while one is used.
 */
export async function* listKeys(side: ListedSide, range: KeyRange): AsyncGenerator<readonly ListedObject[], void> {
  const { upTo } = range;
  let next: Promise<KeysPage> | undefined = listPage(side, range);
  while (next !== undefined) {
    const page: KeysPage = await next;
    const { objects, token } = page;
    const last: ListedObject | undefined = objects.at(-1);
    const isOver: boolean = upTo !== undefined && last !== undefined && compareKeys(last.key, upTo) > 0;
    next = isOver || token === undefined ? undefined : listPage(side, range, token);
    // whoever stops early never awaits the page that is on its way
    next?.catch(() => undefined);
    yield isOver ? objects.filter(({ key }) => compareKeys(key, upTo!) <= 0) : objects;
  }
}

export interface KeysPage {
  readonly objects: readonly ListedObject[];
  /** Of the next page. Absent behind the last. */
  readonly token?: string;
}

/** One page of a listing. The upper bound is left to the caller: S3 knows none. */
export const listPage = (side: ListedSide, range: KeyRange, token?: string): Promise<KeysPage> =>
  readPage(side, range, token, parseKeys);

/** As {@link listPage}, with the first and the last object of the page alone. */
export const listEnds = (side: ListedSide, range: KeyRange): Promise<KeysPage> =>
  readPage(side, range, undefined, parseEnds);

async function readPage(
  { asked, bucket, before = '', prefix, account }: ListedSide,
  { after }: KeyRange,
  token: string | undefined,
  parse: (xml: string, cut: number) => ListedObject[],
): Promise<KeysPage> {
  const query = canonicalQuery({
    'list-type': '2',
    // keys may have characters that XML has no room for
    'encoding-type': 'url',
    prefix: before + prefix,
    'start-after': after === undefined || token !== undefined ? undefined : before + after,
    'continuation-token': token,
  });
  const request = { method: 'GET' as const, bucket, key: '', query, headers: ownedBy(account) };
  const { text } = await ask(asked, request, 'ListBucketResult');
  const isTruncated = xmlText(text, 'IsTruncated') === 'true';
  return {
    objects: parse(text, before.length),
    ...(isTruncated ? { token: xmlText(text, 'NextContinuationToken') } : {}),
  };
}

/** The header that has S3 refuse when the bucket is somebody else's. */
export const ownedBy = (account: string | undefined): Record<string, string> =>
  account === undefined ? {} : { 'x-amz-expected-bucket-owner': account };

const OBJECT = '<Contents>';

/** Ten times as fast as a parser of XML, for the flat elements that S3 writes. */
function parseKeys(xml: string, cut: number): ListedObject[] {
  const objects: ListedObject[] = [];
  for (let at = xml.indexOf(OBJECT); at >= 0; at = xml.indexOf(OBJECT, at + 1)) objects.push(objectAt(xml, cut, at));
  return objects;
}

function parseEnds(xml: string, cut: number): ListedObject[] {
  const [first, last] = [xml.indexOf(OBJECT), xml.lastIndexOf(OBJECT)];
  return [...new Set([first, last])].flatMap((at) => (at < 0 ? [] : [objectAt(xml, cut, at)]));
}

const objectAt = (xml: string, cut: number, at: number): ListedObject => ({
  key: decodeKey(textOf(xml, 'Key', at)).slice(cut),
  size: Number(textOf(xml, 'Size', at)),
  etag: textOf(xml, 'ETag', at).replace(QUOTES, ''),
});

/** An entity tag has no other characters that XML would write otherwise. */
const QUOTES = /"|&quot;|&#34;/g;

function textOf(xml: string, element: string, at: number): string {
  const from = xml.indexOf(`<${element}>`, at) + element.length + 2;
  return xml.slice(from, xml.indexOf('<', from));
}
