import { DEFAULT_INSTALLATION, type Names } from '../../deployed-names';
import type { LakeConfig, LakeSettings } from './types';

export const DEFAULT_PARTITION_KEY = 'date';

/** Bucket names are one space for all accounts: another installation needs another name. */
export const physicalBucketName = (bucketName: string, names: Names): string =>
  names.installation === DEFAULT_INSTALLATION ? bucketName : names.deployed(bucketName);

export const lakeWithDefaults = (lake: LakeConfig, names: Names): LakeSettings => ({
  ...lake,
  bucketName: lake.bucketName === undefined ? undefined : physicalBucketName(lake.bucketName, names),
  prefix: lake.prefix ?? '',
  partitionKey: lake.partitionKey ?? DEFAULT_PARTITION_KEY,
});
