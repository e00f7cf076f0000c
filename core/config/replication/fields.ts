import type { Judge } from '../fields';

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
