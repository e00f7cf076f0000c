import { z } from 'zod';
import { DEFAULT_INSTALLATION, INSTALLATION_NAME, MAX_INSTALLATION_CHARS } from '../deployed-names';
import { partitionOf } from './region';

/**
 * The building blocks of the schema. A judge says what is wrong with a value and what to write instead, or nothing; its
 * words follow the value in the message.
 */
export type Judge<T> = (value: T) => string | undefined;

/** A schema whose values are judged too. */
export const judged = <T extends z.ZodType>(schema: T, judge: Judge<z.output<T>>) =>
  schema.superRefine((value, context) => {
    const fix = judge(value);
    if (fix !== undefined) context.addIssue({ code: 'custom', message: fix });
  });

export const text = (judge: Judge<string>) => judged(z.string(), judge);

export const wholeNumber = (min: number, max: number) =>
  judged(z.number(), (value) =>
    Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}.`,
  );

const MAX_DAYS = 36_500;
/** A number of days that S3 takes in a lifecycle rule. */
export const days = wholeNumber(1, MAX_DAYS);

export const atLeastOne = <T extends z.ZodType>(item: T, otherwise = '') =>
  judged(z.array(item), (values) => (values.length === 0 ? `is empty: give at least one${otherwise}.` : undefined));

/** An object whose keys are judged as well; the message is at the key. */
export const keyed = <T extends z.ZodType>(judgeKey: Judge<string>, value: T) =>
  z.record(z.string(), value).superRefine((record, context) => {
    for (const key of Object.keys(record)) {
      const fix = judgeKey(key);
      if (fix !== undefined)
        context.addIssue({ code: 'custom', path: [key], message: `is under '${key}', which ${fix}` });
    }
  });

/** Marks the message of unknown keys, so that the reader of the issues can suggest the known ones. */
export const KNOWN_KEYS = 'known keys: ';

/** An object that takes no other keys. */
export const exactly = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `${KNOWN_KEYS}${Object.keys(shape).join(' ')}` : undefined),
  });

export const judgeAccount: Judge<string> = (value) =>
  /^\d{12}$/.test(value)
    ? undefined
    : "is not an account id: it has twelve digits, leading zeros included, for example '012345678901'.";

const KEY_ARN = /^arn:([^:]+):kms:([^:]+):\d{12}:key\/[A-Za-z0-9-]+$/;

/** IAM policies take keys by ARN; an alias in them would allow nothing. */
export const judgeKeyArn: Judge<string> = (value) => {
  if (KEY_ARN.test(value)) return undefined;
  return value.includes('alias/')
    ? "is an alias: give the ARN of its key, as 'aws kms describe-key --key-id <alias> --query KeyMetadata.Arn' prints it."
    : "is not the ARN of a KMS key: 'arn:<partition>:kms:<region>:<account>:key/<id>'.";
};

/** A key works in its own Region only. */
export const judgeKeyRegion =
  (region: string): Judge<string> =>
  (value) => {
    const [, partition, its] = KEY_ARN.exec(value) ?? [];
    if (its === undefined || (its === region && partition === partitionOf(region))) return undefined;
    return `is a key of ${its} (${partition}), and the lake is in ${region} (${partitionOf(region)}): give the key of that Region.`;
  };

export const judgeInstallation: Judge<string> = (value) => {
  if (value === DEFAULT_INSTALLATION) return 'is what the installation without a name is called: leave it out.';
  return INSTALLATION_NAME.test(value) && value.length <= MAX_INSTALLATION_CHARS
    ? undefined
    : 'is not a valid name of an installation: use at most 15 lower-case letters, digits and single hyphens, a letter first, no hyphen last.';
};

/** DBClusterIdentifier and DBInstanceIdentifier, as RDS stores and lists them. */
export const judgeSourceId: Judge<string> = (value) => {
  if (value !== value.toLowerCase())
    return `is not how RDS lists identifiers, in lower case: use '${value.toLowerCase()}'.`;
  if (/^(?=.{1,63}$)[a-z](-?[a-z0-9])*$/.test(value)) return undefined;
  const arn = /:(?:cluster|db):([a-z][a-z0-9-]*)$/.exec(value)?.[1];
  if (arn !== undefined) return `is an ARN: use the identifier, '${arn}'.`;
  return 'is not an RDS identifier: 1 to 63 lower-case letters, digits and single hyphens, a letter first, no hyphen last.';
};

/** MySQL allows 64 characters, PostgreSQL 63; a slash would start a folder. */
export const judgeDatabase: Judge<string> = (value) => {
  if (value === '') return 'is empty: give the name of a database.';
  if (value.includes('*')) return 'is a wildcard, which is not read: name each database.';
  if (value.length > 64) return 'is longer than 64 characters, which no engine allows: give the name of a database.';
  return /[/\p{Cc}]/u.test(value)
    ? 'has a slash or a control character, which RDS does not export: rename the database.'
    : undefined;
};

export const judgeTableName: Judge<string> = (value) =>
  /^[a-z0-9_]{1,128}$/.test(value)
    ? undefined
    : 'is not a valid name of a table in the catalog: 1 to 128 lower-case letters, digits and _.';

export const judgeBucketName: Judge<string> = (value) =>
  /^(?=.{3,63}$)[a-z0-9](-?[a-z0-9])*$/.test(value)
    ? undefined
    : 'is not a valid bucket name here: 3 to 63 lower-case letters, digits and single hyphens, no dots (TLS certificates), no hyphen at an end.';

/** Folders below the bucket. `=` would make a crawler take a folder for a partition. */
export const judgePrefix: Judge<string> = (value) => {
  if (value === '') return undefined;
  const trimmed = value.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/');
  if (trimmed !== value) return `has a slash too many: use '${trimmed}'.`;
  if (value.length > 200) return 'is longer than 200 characters: shorten it, keys of S3 end at 1,024 bytes.';
  if (value.includes('=')) return "has '=': a crawler would take that folder for a partition. Use '-' instead.";
  if (value.split('/').some((part) => part === '.' || part === '..'))
    return "has '.' or '..' as a folder: S3 does not resolve them, leave them out.";
  return /^[A-Za-z0-9!_.'()/-]+$/.test(value)
    ? undefined
    : "has characters beyond letters, digits and - _ . / ' ( ) !: leave them out.";
};

export const judgePartitionKey: Judge<string> = (value) =>
  /^[a-z_][a-z0-9_]{0,127}$/.test(value)
    ? undefined
    : `is not a valid Hive partition key: use lower-case letters, digits and '_', for example '${value.toLowerCase().replace(/[^a-z0-9_]/g, '_') || 'date'}'.`;

/**
 * LF-tag keys and values: at most 50 characters, stored in lower case (Lake Formation Developer Guide, "LF-tag
 * considerations"). Lake Formation takes letters of every script, CloudFormation's AWS::LakeFormation::Tag only those
 * of ASCII.
 */
export const judgeTagWord: Judge<string> = (value) => {
  if (value === '') return 'is empty: LF-tags need a key and a value.';
  if (value.length > 50) return `has ${value.length} characters, LF-tags take 50: shorten it.`;
  if (value !== value.toLowerCase()) return `would be stored in lower case: use '${value.toLowerCase()}'.`;
  return /^[a-z0-9 _.:/=+\-@%]+$/.test(value)
    ? undefined
    : 'has characters that CloudFormation does not take in LF-tags: use a to z, digits, spaces and _ . : / = + - @ %.';
};

/** The role itself: no session, no pattern. */
export const judgeRoleArn: Judge<string> = (value) =>
  /^arn:[^:*]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value)
    ? undefined
    : "is not the ARN of an IAM role: 'arn:<partition>:iam::<account>:role/<name>'.";

const PRINCIPAL_ARN = /^arn:([^:]+):(?:iam::\d{12}:role|organizations::\d{12}:(?:ou|organization))\/.+$/;

/** An account id, or the ARN of an IAM role, an organisation or its unit in the Region's partition. */
export const judgePrincipal =
  (region: string): Judge<string> =>
  (value) => {
    if (/^\d{12}$/.test(value)) return undefined;
    const partition = PRINCIPAL_ARN.exec(value)?.[1];
    if (partition === undefined) {
      return 'is neither an account id (twelve digits) nor the ARN of an IAM role or of an organisation or its unit.';
    }
    if (partition === partitionOf(region)) return undefined;
    const what = value.includes(':iam:') ? 'a role' : 'an organisation';
    return `is ${what} of partition ${partition}, but ${region} is in ${partitionOf(region)}: Lake Formation cannot share across partitions.`;
  };

const MAX_NAME_CHARS = 20;

/** What a name of queues, parameters and stacks may be made of. */
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

export const judgeRoleName: Judge<string> = (value) =>
  /^[\w+=,.@-]{1,64}$/.test(value)
    ? undefined
    : 'is not the name of a role: give at most 64 letters, digits and + = , . @ - _, without path and ARN.';
