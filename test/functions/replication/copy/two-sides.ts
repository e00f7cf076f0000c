import { randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { type CopyOptions, type CopyOutcome, copyObject } from '../../../../functions/replication/copy/copy-object';
import type { Wanted } from '../../../../functions/replication/copy/current-source';
import type { CopyPlace } from '../../../../functions/replication/copy/place';
import { StreamS3 } from '../../../../functions/shared/s3-stream';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { startAws } from '../../../../packages/local-aws/start-aws';
import { DamagingProxy } from './damaging-proxy';

const SOURCE_ACCOUNT = '111111111111';
const DESTINATION_ACCOUNT = '222222222222';
export const SOURCE = 'our-files';
export const DESTINATION = 'partner-in';
export const MIB = 1024 ** 2;

/** Two S3s, in two accounts and Regions, each behind a proxy that can damage its answers. */
export class TwoSides {
  constructor(
    readonly source: Side,
    readonly destination: Side,
    readonly isServerSide = false,
  ) {}

  /** The source keeps versions, unless it is told not to. */
  static async start({ isVersioned = true } = {}): Promise<TwoSides> {
    const sides = new TwoSides(
      await Side.start(SOURCE, SOURCE_ACCOUNT, 'eu-west-1'),
      await Side.start(DESTINATION, DESTINATION_ACCOUNT, 'cn-north-1'),
    );
    if (isVersioned) await sides.source.keepVersions();
    return sides;
  }

  /** Two buckets of one S3, which copies between them. */
  static async startShared(): Promise<TwoSides> {
    const clock = new VirtualClock(Date.UTC(2026, 0, 2));
    const at = { account: DESTINATION_ACCOUNT, region: 'cn-north-1' };
    const aws = await startAws({ services: ['s3'], accountId: at.account, region: at.region, clock });
    const served = { ...at, url: aws.url, clientConfig: aws.clientConfig() };
    const source = await Side.at(SOURCE, served);
    const sides = new TwoSides(source, await Side.at(DESTINATION, { ...served, close: () => aws.close() }), true);
    await source.keepVersions();
    return sides;
  }

  async close(): Promise<void> {
    await Promise.all([this.source.close(), this.destination.close()]);
  }

  place(key: string, to: Partial<CopyPlace['to']> = {}): CopyPlace {
    const { bucket, account } = this.destination;
    return {
      source: { side: 'source', s3: this.source.stream },
      destination: { side: 'destination', s3: this.destination.stream },
      from: { bucket: this.source.bucket, key },
      to: { bucket, key, account, storageClasses: {}, mark: 'abcdef12', ...to },
      isServerSide: this.isServerSide,
    };
  }

  copy(
    key: string,
    wanted: Wanted = {},
    options: Partial<CopyOptions> = {},
    to: Partial<CopyPlace['to']> = {},
  ): Promise<CopyOutcome> {
    return copyObject(this.place(key, to), wanted, {
      uploadOf: () => ({ remember: async () => undefined }),
      ...options,
    });
  }
}

/** An S3 that answers somewhere. */
export interface Served {
  readonly url: string;
  readonly account: string;
  readonly region: string;
  readonly clientConfig: S3ClientConfig;
  /** @default it goes on, for others */
  close?(): Promise<void>;
}

export class Side {
  readonly #client: S3Client;
  private constructor(
    readonly bucket: string,
    readonly served: Served,
    readonly s3: S3Client,
    readonly proxy: DamagingProxy,
    endpoint: string,
  ) {
    this.#client = new S3Client({ ...served.clientConfig, endpoint, forcePathStyle: true });
    this.stream = new StreamS3(this.#client);
  }

  /** Through the proxy. */
  readonly stream: StreamS3;

  get account(): string {
    return this.served.account;
  }

  static async start(bucket: string, account: string, region: string): Promise<Side> {
    const clock = new VirtualClock(Date.UTC(2026, 0, 2));
    const aws = await startAws({ services: ['s3'], accountId: account, region, clock });
    return Side.at(bucket, {
      ...{ url: aws.url, account, region, clientConfig: aws.clientConfig() },
      close: () => aws.close(),
    });
  }

  /** Makes the bucket at an S3 that runs. */
  static async at(bucket: string, served: Served): Promise<Side> {
    const s3 = new S3Client({ ...served.clientConfig, forcePathStyle: true });
    const constraint = { LocationConstraint: served.region as 'eu-west-1' };
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: constraint }));
    const proxy = new DamagingProxy(served.url);
    return new Side(bucket, served, s3, proxy, await proxy.start());
  }

  async keepVersions(): Promise<void> {
    const versioned = { Bucket: this.bucket, VersioningConfiguration: { Status: 'Enabled' as const } };
    await this.s3.send(new PutBucketVersioningCommand(versioned));
  }

  async put(
    Key: string,
    Body: Buffer,
    more: Partial<PutObjectCommandInput> = {},
  ): Promise<{ versionId?: string; etag: string; size: number }> {
    const stored = await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ...more }));
    return { versionId: stored.VersionId, etag: stored.ETag!.replaceAll('"', ''), size: Body.length };
  }

  async get(Key: string) {
    const { Body, ...head } = await this.s3.send(
      new GetObjectCommand({ Bucket: this.bucket, Key, ChecksumMode: 'ENABLED' }),
    );
    return { ...head, bytes: Buffer.from(await Body!.transformToByteArray()) };
  }

  async remove(Key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key }));
  }

  async removeVersion(Key: string, VersionId: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key, VersionId }));
  }

  /** The content, or `undefined`. */
  async find(key: string): Promise<Buffer | undefined> {
    return this.get(key).then(
      ({ bytes }) => bytes,
      (error: Error) => {
        if (error.name === 'NoSuchKey') return undefined;
        throw error;
      },
    );
  }

  async tags(Key: string) {
    return (await this.s3.send(new GetObjectTaggingCommand({ Bucket: this.bucket, Key }))).TagSet;
  }

  async uploads(): Promise<string[]> {
    const { Uploads = [] } = await this.s3.send(new ListMultipartUploadsCommand({ Bucket: this.bucket }));
    return Uploads.map(({ UploadId }) => UploadId!);
  }

  async begin(Key: string): Promise<string> {
    const { UploadId } = await this.s3.send(
      new CreateMultipartUploadCommand({
        Bucket: this.bucket,
        Key,
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
      }),
    );
    return UploadId!;
  }

  async close(): Promise<void> {
    await this.stream.close();
    this.#client.destroy();
    this.s3.destroy();
    this.proxy.close();
    await this.served.close?.();
  }
}

export const bytes = (size: number): Buffer => randomBytes(size);
