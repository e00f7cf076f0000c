import type { LakeConfig, LakeSettings } from './types';

export const DEFAULT_PARTITION_KEY = 'date';

export const lakeWithDefaults = (lake: LakeConfig): LakeSettings => ({
  ...lake,
  prefix: lake.prefix ?? '',
  partitionKey: lake.partitionKey ?? DEFAULT_PARTITION_KEY,
});
