import type { Judge } from '../fields';

const MAX_NAME_CHARS = 20;

/** Names of queues, parameters and stacks are made of it. */
export const judgeName: Judge<string> = (value) =>
  /^[a-z](-?[a-z0-9])*$/.test(value) && value.length <= MAX_NAME_CHARS
    ? undefined
    : `is not a valid name: use at most ${MAX_NAME_CHARS} lower-case letters, digits and single hyphens, a letter first.`;

/** Directory buckets list in no order, know no versions and no tags: they cannot be compared. */
const DIRECTORY_BUCKET = /--[a-z0-9-]+--x-s3$/;

/** A bucket that exists: older ones may have dots. */
export const judgeAnyBucket: Judge<string> = (value) => {
  if (value.startsWith('arn:')) return `is an ARN: give the name of the bucket, '${value.split(':').at(-1)}'.`;
  if (value.startsWith('s3://'))
    return `is an address: give the name of the bucket, '${value.slice(5).split('/')[0]}'.`;
  if (DIRECTORY_BUCKET.test(value))
    return 'is a directory bucket, which lists in no order and knows no versions: give a general purpose bucket.';
  return /^(?=.{3,63}$)[a-z0-9]([.-]?[a-z0-9]|--)*$/.test(value)
    ? undefined
    : 'is not the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens.';
};

const MAX_PREFIX_BYTES = 512;

export const judgeKeyPrefix: Judge<string> = (value) => {
  if (value.startsWith('/'))
    return `begins with a slash, which would be an empty folder: use '${value.replace(/^\/+/, '')}'.`;
  if (/\p{Cc}/u.test(value)) return 'has a control character: leave it out.';
  const bytes = Buffer.byteLength(value);
  return bytes > MAX_PREFIX_BYTES
    ? `has ${bytes} bytes: use at most ${MAX_PREFIX_BYTES}, a key and its prefix end at 1,024.`
    : undefined;
};

/** What STS takes as an external id. */
export const judgeExternalId: Judge<string> = (value) =>
  /^[\w+=,.@:/-]{2,1224}$/.test(value)
    ? undefined
    : 'is not a valid external id: use 2 to 1,224 letters, digits and + = , . @ : / - _.';

export const judgeRoleName: Judge<string> = (value) =>
  /^[\w+=,.@-]{1,64}$/.test(value)
    ? undefined
    : 'is not the name of a role: give at most 64 letters, digits and + = , . @ - _, without path and ARN.';

/** As IAM gives it: `https://<id>.tokens.sts.global.api.aws`. */
export const judgeIssuer: Judge<string> = (value) =>
  /^https:\/\/[a-z0-9.-]+(\/[\w./-]*[\w-])?$/.test(value)
    ? undefined
    : "is not the URL of an issuer: give what 'aws iam enable-outbound-web-identity-federation' prints, without a slash at its end.";

/** Over `bucket/key`: a pattern without a slash can match no key. */
export const judgeGlob: Judge<string> = (value) => {
  if (value === '') return 'is empty: leave it out.';
  return value.includes('/') || value.includes('*')
    ? undefined
    : `matches no object, because patterns stand for 'bucket/key': use '*/${value}'.`;
};

const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

export const judgeStorageClass: Judge<string> = (value) =>
  STORAGE_CLASSES.includes(value)
    ? undefined
    : `is not a storage class that every Region has: use one of ${STORAGE_CLASSES.join(', ')}.`;
