import { days, exactly, judgeBucketName, judgePartitionKey, judgePrefix, text } from '../fields';

export const lake = exactly({
  bucketName: text(judgeBucketName).optional(),
  prefix: text(judgePrefix).optional(),
  partitionKey: text(judgePartitionKey).optional(),
  expirePartitionsAfterDays: days.optional(),
});
