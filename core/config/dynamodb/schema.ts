import { z } from 'zod';
import {
  atLeastOne,
  days,
  exactly,
  type Judge,
  judgeAccount,
  judgeAnyBucket,
  judged,
  judgeKeyArn,
  judgeName,
  judgeRoleArn,
  judgeRoleName,
  text,
  wholeNumber,
} from '../fields';
import { judgeRegion } from '../region';
import { judgeTable } from './table-name';

/** Each has alarms of its own in the stack, and one function asks DynamoDB for all of them within 15 minutes. */
const MAX_TABLES = 50;

const tables = judged(atLeastOne(text(judgeTable)), ({ length }) =>
  length <= MAX_TABLES
    ? undefined
    : `lists ${length} tables, an entry takes ${MAX_TABLES}: put the others into another entry, with a stream of its own.`,
);

/** Shards of a stream: beyond this a quota must be raised anyway. */
const MAX_SHARDS = 10_000;
const MAX_SECONDS = 900;
const MAX_MEBIBYTES = 128;

/** DynamoDB's for the name of a key attribute. */
const MAX_KEY_CHARS = 255;

const judgeKey: Judge<string> = (value) =>
  value !== '' && value.length <= MAX_KEY_CHARS
    ? undefined
    : `is not the name of a key attribute: DynamoDB takes 1 to ${MAX_KEY_CHARS} characters.`;

const keys = judged(z.array(text(judgeKey)), (values) => {
  if (values.length !== 1 && values.length !== 2) {
    return `has ${values.length} names, a table has 1 or 2 key attributes: give the partition key, and the sort key if there is one.`;
  }
  return values[0] === values[1] ? 'has one name twice: give the partition key and the sort key.' : undefined;
});

/** Glue's and Athena's: 38 digits at most, as DynamoDB's numbers. */
const judgeDecimal: Judge<string> = (value) => {
  const [, precision, scale] = /^decimal\((\d{1,2}),(\d{1,2})\)$/.exec(value) ?? [];
  const isRight = Number(precision) >= 1 && Number(precision) <= 38 && Number(scale) <= Number(precision);
  return isRight
    ? undefined
    : "is not a decimal type: write 'decimal(38,2)', at most 38 digits, and no more of them behind the point.";
};

/** The template lists those of all tables of an entry, and a template takes a megabyte. */
const MAX_COLUMNS = 100;

const columns = judged(z.array(z.string()), ({ length }) =>
  length <= MAX_COLUMNS
    ? undefined
    : `lists ${length} columns, a table takes ${MAX_COLUMNS}: leave out those that rows have already.`,
);

const published = judged(
  atLeastOne(
    exactly({
      table: text(judgeTable),
      keys,
      decimals: z.record(z.string(), text(judgeDecimal)).optional(),
      columns: columns.optional(),
      state: z.enum(['daily']).optional(),
    }),
  ),
  ({ length }) =>
    length <= MAX_TABLES
      ? undefined
      : `lists ${length} tables, an entry takes ${MAX_TABLES}: put the others into another entry.`,
);

export const tableStream = exactly({
  name: text(judgeName),
  tables: tables.optional(),
  from: exactly({ account: text(judgeAccount), roleName: text(judgeRoleName).optional() }).optional(),
  to: exactly({
    account: text(judgeAccount),
    bucket: text(judgeAnyBucket),
    keyArn: text(judgeKeyArn),
  }).optional(),
  stream: exactly({
    shards: wholeNumber(1, MAX_SHARDS).optional(),
    retentionDays: wholeNumber(1, 365).optional(),
  }).optional(),
  delivery: exactly({
    by: z.enum(['arrival', 'change']).optional(),
    seconds: wholeNumber(0, MAX_SECONDS).optional(),
    mebibytes: wholeNumber(1, MAX_MEBIBYTES).optional(),
  }).optional(),
  oldImage: z.boolean().optional(),
  network: z.enum(['isolated', 'none']).optional(),
  maxDelayMinutes: wholeNumber(1, 1440).optional(),
  publish: published.optional(),
  repairHours: wholeNumber(1, 24).optional(),
});

/** A bucket's policy takes 20 KB, and deliveries of other accounts stand in it too. */
const MAX_READERS = 10;
const TOO_MANY_READERS = `lists more than ${MAX_READERS} roles, for which the bucket's policy has no room: let them share one.`;

export const landing = exactly({
  keyArn: text(judgeKeyArn).optional(),
  expireAfterDays: days.optional(),
  readers: z.array(text(judgeRoleArn)).max(MAX_READERS, TOO_MANY_READERS).optional(),
  replicateTo: exactly({
    bucket: text(judgeAnyBucket),
    region: text(judgeRegion),
    keyArn: text(judgeKeyArn),
    account: text(judgeAccount).optional(),
  }).optional(),
});
