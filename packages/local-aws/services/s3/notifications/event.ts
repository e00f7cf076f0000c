import type { ObjectVersion } from '../records';
import { encodedKey } from './key-encoding';

/** What happened to a key, named as events name it. */
export type ObjectEventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated';

/** What a listener may hear of, kept until all of them have. */
export interface ObjectEvent {
  readonly id: string;
  readonly name: ObjectEventName;
  readonly bucket: string;
  readonly key: string;
  /** Absent for what was removed. */
  readonly size?: number;
  /** Without quotes. */
  readonly etag?: string;
  /** Absent in a bucket that was never versioned. */
  readonly versionId?: string;
  /** Hexadecimal: later events of a key have a greater one. */
  readonly sequencer: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface EventPlace {
  readonly partition: string;
  readonly region: string;
  /** Of the bucket's owner. */
  readonly accountId: string;
}

/** The ETag of no bytes: that of a delete marker. */
const EMPTY_ETAG = 'd41d8cd98f00b204e9800998ecf8427e';

export const detailsOf = (version: ObjectVersion): Pick<ObjectEvent, 'size' | 'etag'> =>
  version.isDeleteMarker ? { etag: EMPTY_ETAG } : { size: version.size, etag: version.etag.replaceAll('"', '') };

/** S3 User Guide, "Event message structure". */
export const messageOf = (event: ObjectEvent, ruleId: string, { partition, region, accountId }: EventPlace): string => {
  const { id, name, bucket, key, size, etag: eTag, versionId, sequencer, at } = event;
  const record = {
    eventVersion: '2.5',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: new Date(at).toISOString(),
    eventName: name,
    userIdentity: { principalId: accountId },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': id, 'x-amz-id-2': id },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: ruleId,
      bucket: { name: bucket, ownerIdentity: { principalId: accountId }, arn: `arn:${partition}:s3:::${bucket}` },
      object: { key: encodedKey(key), size, eTag, versionId, sequencer },
    },
  };
  return JSON.stringify({ Records: [record] });
};

/** Sent to each destination when a configuration is put: it fails, and the whole configuration with it. */
export const testMessage = (bucket: string, id: string, now: number): string =>
  JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date(now).toISOString(),
    Bucket: bucket,
    RequestId: id,
    HostId: id,
  });

const REASONS: Readonly<Record<ObjectEventName, string>> = {
  'ObjectCreated:Put': 'PutObject',
  'ObjectCreated:Copy': 'CopyObject',
  'ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
  'ObjectRemoved:Delete': 'DeleteObject',
  'ObjectRemoved:DeleteMarkerCreated': 'DeleteObject',
};

/** S3 User Guide, "EventBridge event message structure". The key is not encoded there. */
export const busEventOf = (event: ObjectEvent, { partition, accountId: account }: EventPlace) => {
  const { id, name, bucket, key, size, etag, versionId, sequencer } = event;
  const isCreated = name.startsWith('ObjectCreated:');
  const deletion = name === 'ObjectRemoved:Delete' ? 'Permanently Deleted' : 'Delete Marker Created';
  return {
    account,
    source: 'aws.s3',
    'detail-type': isCreated ? 'Object Created' : 'Object Deleted',
    resources: [`arn:${partition}:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag, 'version-id': versionId, sequencer },
      'request-id': id,
      requester: account,
      'source-ip-address': '127.0.0.1',
      reason: REASONS[name],
      ...(isCreated ? {} : { 'deletion-type': deletion }),
    },
  };
};
