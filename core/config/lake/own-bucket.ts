import type { Names } from '../../deployed-names';
import { lakeBucketNames } from '../../lake/buckets';
import type { EnvironmentConfig } from '../environment/types';
import { physicalBucketName } from './defaults';
import type { LakeConfig } from './types';

/**
 * Tells the lake's own bucket by its name. Where the configuration does not say the account, the default name of any
 * account counts.
 */
export const isLakeBucket =
  ({ bucketName }: LakeConfig, names: Names, { account, region }: Partial<EnvironmentConfig>) =>
  (bucket: string): boolean => {
    if (bucketName !== undefined) return bucket === physicalBucketName(bucketName, names);
    const accountId = account ?? bucket.match(/\d{12}/g)?.at(-1);
    if (accountId === undefined || region === undefined) return false;
    return bucket === lakeBucketNames(names, { accountId, region }, {}).lake;
  };
