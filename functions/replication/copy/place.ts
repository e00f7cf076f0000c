import { marked, sourceToken } from '../../../core/replication/mark';
import { xmlText } from '../../../core/s3';
import { encodeComponent } from '../../shared/s3-lean';
import type { Asked } from './ask';
import { ask } from './ask';
import type { SourceObject } from './source-object';

/** What a copy goes from and to. */
export interface CopyPlace {
  readonly source: Asked;
  readonly destination: Asked;
  readonly from: SourceAddress;
  readonly to: DestinationAddress;
  /** The destination's credentials read the source too: S3 copies by itself what it can prove. @default false */
  readonly isServerSide?: boolean;
}

export interface SourceAddress {
  readonly bucket: string;
  readonly key: string;
  /** @default the version that is current */
  readonly versionId?: string;
}

export interface DestinationAddress {
  readonly bucket: string;
  readonly key: string;
  /** Of the bucket's owner: S3 refuses when it is another. */
  readonly account: string;
  /** ARN of the key to encrypt with. @default the bucket's own encryption */
  readonly keyArn?: string;
  /** By storage class of the source. */
  readonly storageClasses: Readonly<Record<string, string>>;
  /** Of this output, see `core/replication/mark.ts`. */
  readonly mark: string;
}

/** Tells the version of the source that is copied. */
export const tokenOf = ({ from }: CopyPlace, { versionId, etag }: Pick<SourceObject, 'versionId' | 'etag'>): string =>
  sourceToken(from.bucket, from.key, versionId ?? etag);

/** Classes that a bucket of another Region or partition may not have, or that are no class to write: left to S3. */
const NOT_PASSED_ON = /^(?:STANDARD|REDUCED_REDUNDANCY|OUTPOSTS|SNOW|EXPRESS_ONEZONE|FSX_.*)$/;

/** Headers of the object at the destination, however it is written. Never an ACL: buckets own their objects. */
export async function destinationHeaders(place: CopyPlace, object: SourceObject): Promise<Record<string, string>> {
  const { to } = place;
  const storageClass = to.storageClasses[object.storageClass] ?? object.storageClass;
  const tagging = object.tags === 0 ? undefined : await readTags(place, object);
  return {
    ...marked(object.kept, to.mark, tokenOf(place, object)),
    'x-amz-expected-bucket-owner': to.account,
    ...(NOT_PASSED_ON.test(storageClass) ? {} : { 'x-amz-storage-class': storageClass }),
    ...(tagging === undefined ? {} : { 'x-amz-tagging': tagging }),
    ...(to.keyArn === undefined
      ? {}
      : {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': to.keyArn,
          'x-amz-server-side-encryption-bucket-key-enabled': 'true',
        }),
  };
}

/** The object's tags as a header takes them: a query. */
async function readTags({ source, from }: CopyPlace, { versionId }: SourceObject): Promise<string> {
  const query = versionId === undefined ? 'tagging=' : `tagging=&versionId=${encodeComponent(versionId)}`;
  const { text } = await ask(source, { method: 'GET', bucket: from.bucket, key: from.key, query }, 'Tagging');
  return readTagSet(text)
    .map(([key, value]) => `${encodeComponent(key)}=${encodeComponent(value)}`)
    .join('&');
}

const TAG = /<Tag>(.*?)<\/Tag>/gs;

function readTagSet(xml: string): [string, string][] {
  return [...xml.matchAll(TAG)].map(([, tag]) => [xmlText(tag!, 'Key') ?? '', xmlText(tag!, 'Value') ?? '']);
}
