import type { Names } from '../../deployed-names';
import { judgeKeyRegion } from '../fields';
import { fieldPath, type Problem } from '../problems';
import { physicalBucketName } from './defaults';
import type { LakeConfig } from './types';

const MAX_BUCKET_CHARS = 63;

/** The name of an installation goes before the name of its bucket. */
export function judgeBucketLength({ bucketName }: LakeConfig, names: Names): Problem[] {
  if (bucketName === undefined) return [];
  const physical = physicalBucketName(bucketName, names);
  if (physical.length <= MAX_BUCKET_CHARS) return [];
  const fix = `would be bucket '${physical}' of ${physical.length} characters, S3 takes ${MAX_BUCKET_CHARS}: shorten it.`;
  return [{ path: fieldPath(['lake', 'bucketName']), value: bucketName, fix }];
}

/** The Data Catalog is the Region's, and S3 and DynamoDB encrypt with keys of their own Region only. */
export function judgeKeyRegions(lake: LakeConfig, region: string): Problem[] {
  return (['keyArn', 'catalogKeyArn'] as const).flatMap((field) => {
    const value = lake[field];
    const fix = value === undefined ? undefined : judgeKeyRegion(region)(value);
    return fix === undefined ? [] : [{ path: fieldPath(['lake', field]), value, fix }];
  });
}
