import type { SnapshotsConfig, SnapshotsSettings, SourceConfig, SourceSettings } from './types';

/** Days after which RDS's own files are gone, by default. */
const KEEP_RAW_DAYS = 7;

export const snapshotDefaults = ({ sources = [], exports = {} }: SnapshotsConfig): SnapshotsSettings => ({
  exports: {
    maxConcurrent: exports.maxConcurrent ?? 5,
    ranking: exports.ranking ?? 'longest-first',
    attempts: exports.attempts ?? 3,
    keepRawDays: exports.keepRawDays ?? KEEP_RAW_DAYS,
  },
  sources: sources.map(sourceWithDefaults),
});

const sourceWithDefaults = (source: SourceConfig): SourceSettings => ({
  ...source,
  trigger: source.trigger ?? { snapshots: ['automated', 'manual', 'awsbackup'] },
  priority: source.priority ?? 0,
});
