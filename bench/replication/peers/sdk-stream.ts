import type { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** The SDK's own streams: the body of a ranged GET is the body of UploadPart, with its CRC32 trailer. */
const [from = '', to = '', PART = String(16 * 1024 ** 2)] = process.argv.slice(2);
const client = (endpoint: string) =>
  new S3Client({
    endpoint,
    region: 'eu-west-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
const [source, destination] = [client(from), client(to)];
const there = { Bucket: 'theirs', Key: 'large' };

async function relay(): Promise<void> {
  const here = { Bucket: 'our-files', Key: 'large' };
  const { ContentLength: size = 0, ETag } = await source.send(new HeadObjectCommand(here));
  const upload = { ...there, ChecksumAlgorithm: 'CRC32' as const, ChecksumType: 'FULL_OBJECT' as const };
  const { UploadId } = await destination.send(new CreateMultipartUploadCommand(upload));
  const bytes = Number(PART);
  const Parts: { PartNumber: number; ETag?: string }[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i * bytes < size; i = next++) {
      const last = Math.min(size, (i + 1) * bytes) - 1;
      const Range = `bytes=${i * bytes}-${last}`;
      const { Body } = await source.send(new GetObjectCommand({ ...here, Range, IfMatch: ETag }));
      const part = {
        ...there,
        UploadId,
        PartNumber: i + 1,
        Body: Body as Readable,
        ContentLength: last - i * bytes + 1,
      };
      const sent = await destination.send(new UploadPartCommand({ ...part, ChecksumAlgorithm: 'CRC32' }));
      Parts[i] = { PartNumber: i + 1, ETag: sent.ETag };
    }
  };
  await Promise.all([1, 2, 3, 4].map(worker));
  await destination.send(new CompleteMultipartUploadCommand({ ...there, UploadId, MultipartUpload: { Parts } }));
}

relay().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
