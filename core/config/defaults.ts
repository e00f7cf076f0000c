import { partitionOf } from './region';
import type { LakeferryConfig, Settings, SourceConfig, SourceSettings } from './types';

/** Fills in every default. The configuration is valid. */
export function withDefaults(config: LakeferryConfig): Settings {
  const { environment, lake = {}, exports = {}, governance = {}, accounts = {} } = config;
  const settings: Settings = {
    environment: { ...environment, partition: partitionOf(environment.region) },
    lake: {
      ...lake,
      prefix: lake.prefix ?? '',
      partitionKey: lake.partitionKey ?? DEFAULT_PARTITION_KEY,
      expireRawExportsAfterDays: lake.expireRawExportsAfterDays ?? 7,
    },
    exports: {
      maxConcurrent: exports.maxConcurrent ?? 5,
      ranking: exports.ranking ?? 'longest-first',
      attempts: exports.attempts ?? 3,
    },
    sources: config.sources.map(sourceWithDefaults),
    governance: governanceWithDefaults(governance),
    accounts,
  };
  // JSON through and through: no undefined, nothing shared with what the user wrote
  return JSON.parse(JSON.stringify(settings)) as Settings;
}

export const DEFAULT_PARTITION_KEY = 'date';

export const governanceWithDefaults = (
  governance: NonNullable<LakeferryConfig['governance']>,
): Settings['governance'] => ({
  tags: governance.tags ?? { confidential: ['sensitive', 'private', 'public'] },
  databaseTags: governance.databaseTags ?? { confidential: 'private' },
  sharedTag: governance.sharedTag ?? { confidential: 'public' },
  mode: governance.mode ?? 'exact',
  readBy: governance.readBy,
  crossAccountVersion: governance.crossAccountVersion ?? 4,
  databases: governance.databases ?? {},
});

const sourceWithDefaults = (source: SourceConfig): SourceSettings => ({
  ...source,
  trigger: source.trigger ?? { snapshots: ['automated', 'manual', 'awsbackup'] },
  priority: source.priority ?? 0,
});
