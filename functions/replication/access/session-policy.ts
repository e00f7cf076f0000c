import type { DestinationSettings } from '../../../core/config/replication/types';
import { READING_FOR_COPIES } from '../../../core/replication/rights/server-side';

/** STS takes no longer one. */
const MAX_CHARS = 2048;

const OBJECT_ACTIONS = [
  's3:PutObject',
  's3:PutObjectTagging',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectAttributes',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];
const BUCKET_ACTIONS = ['s3:ListBucket', 's3:ListBucketMultipartUploads'];

/**
 * Policy of a session: no more than one output needs, whatever the role allows. A role that serves several outputs
 * gives each of them its own place alone. `copiedFrom`: the bucket that S3 copies from; the role has its prefix.
 */
export function sessionPolicy(destination: DestinationSettings, copiedFrom?: string): string {
  const narrow = policy(destination, `${literal(destination.prefix)}*`, copiedFrom);
  // a long prefix is left to the role
  return narrow.length <= MAX_CHARS ? narrow : policy(destination, '*', copiedFrom);
}

function policy({ partition, bucket, keyArn }: DestinationSettings, keys: string, copiedFrom?: string): string {
  const bucketArn = `arn:${partition}:s3:::${bucket}`;
  const reading = { Effect: 'Allow', Action: READING_FOR_COPIES, Resource: `arn:${partition}:s3:::${copiedFrom}/*` };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: OBJECT_ACTIONS, Resource: `${bucketArn}/${keys}` },
      { Effect: 'Allow', Action: BUCKET_ACTIONS, Resource: bucketArn },
      ...(copiedFrom === undefined ? [] : [reading]),
      {
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        // without a key of the configuration the bucket's own is used, which only S3 knows; so is the source's
        Resource: copiedFrom === undefined ? (keyArn ?? '*') : '*',
        Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com*' } },
      },
    ],
  });
}

/** IAM reads `*`, `?` and `$` in a resource; `${*}` is the character itself. */
const literal = (prefix: string): string => prefix.replace(/[*?$]/g, (character) => `\${${character}}`);
