import { S3Client } from '@aws-sdk/client-s3';
import type { Part } from '../../../core/s3';
import { copyObject } from '../../../functions/replication/copy/copy-object';
import { headSource } from '../../../functions/replication/copy/current-source';
import { relayInParts } from '../../../functions/replication/copy/relay-in-parts';
import { STREAMED } from '../../../functions/replication/copy/transfer';
import { StreamS3 } from '../../../functions/shared/s3-stream';

/**
 * The copy engine, as `replicate-object` calls it. Arguments: endpoints of source and destination; bytes of a part,
 * where it is not the one that the object's size asks for.
 */
const [from = '', to = '', partBytes] = process.argv.slice(2);
const stream = (endpoint: string) =>
  new StreamS3(
    new S3Client({
      endpoint,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    }),
  );

const place = {
  source: { side: 'source' as const, s3: stream(from) },
  destination: { side: 'destination' as const, s3: stream(to) },
  from: { bucket: 'our-files', key: 'large' },
  to: { bucket: 'theirs', key: 'large', account: '222222222222', storageClasses: {}, mark: 'abcdef12' },
};

const memory = { remember: async () => undefined };

async function inParts(bytes: number): Promise<boolean> {
  const plan = (size: number): Part[] =>
    Array.from({ length: Math.ceil(size / bytes) }, (_, i) => {
      return { partNumber: i + 1, first: i * bytes, last: Math.min(size, (i + 1) * bytes) - 1 };
    });
  const object = await headSource(place, undefined);
  const copied = await relayInParts(place, object, memory, { ...STREAMED, plan });
  return copied.destination.size === object.size;
}

async function whole(): Promise<boolean> {
  const { outcome } = await copyObject(place, {}, { uploadOf: () => memory });
  return outcome === 'COPIED';
}

void (partBytes === undefined ? whole() : inParts(Number(partBytes))).then((isCopied) =>
  process.exit(isCopied ? 0 : 1),
);
