import { z } from 'zod';
import {
  days,
  exactly,
  judgeBucketName,
  judgeKeyArn,
  judgePartitionKey,
  judgePrefix,
  judgeRoleArn,
  text,
} from '../fields';

/** A bucket's policy takes 20 KB, and the ARN of a role with the longest path and name has 600 characters. */
const MAX_READERS = 20;
const TOO_MANY_READERS = `lists more than ${MAX_READERS} roles, for which the bucket's policy has no room: let them share one.`;

export const lake = exactly({
  bucketName: text(judgeBucketName).optional(),
  keyArn: text(judgeKeyArn).optional(),
  prefix: text(judgePrefix).optional(),
  partitionKey: text(judgePartitionKey).optional(),
  catalogKeyArn: text(judgeKeyArn).optional(),
  readers: z.array(text(judgeRoleArn)).max(MAX_READERS, TOO_MANY_READERS).optional(),
  expirePartitionsAfterDays: days.optional(),
});
