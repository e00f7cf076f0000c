import { days, exactly, judgeBucketName, judgeKeyArn, judgePartitionKey, judgePrefix, text } from '../fields';

export const lake = exactly({
  bucketName: text(judgeBucketName).optional(),
  keyArn: text(judgeKeyArn).optional(),
  prefix: text(judgePrefix).optional(),
  partitionKey: text(judgePartitionKey).optional(),
  catalogKeyArn: text(judgeKeyArn).optional(),
  expirePartitionsAfterDays: days.optional(),
});
