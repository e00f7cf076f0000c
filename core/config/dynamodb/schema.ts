import { z } from 'zod';
import {
  atLeastOne,
  days,
  exactly,
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
