import type { Branch } from '../branch';
import { SOURCES, snapshotDatabases } from './catalog-databases';
import { snapshotDefaults } from './defaults';
import { exportOnlyWithout } from './left-out';
import { warnOfRegion } from './region-rules';
import { judgeSources } from './rules';
import { exports, source } from './schema';
import type { SourceConfig } from './types';

/** Snapshots of Aurora clusters and RDS instances. */
export const snapshots: Branch<SourceConfig> = {
  key: SOURCES,
  lists: 'databases whose snapshots are exported',
  databaseNames: '<source id>_<database>',
  entry: source,
  options: { exports: exports.optional() },
  rules: judgeSources,
  warnings: (sources, { region }) => warnOfRegion(sources, region),
  leavesOut: exportOnlyWithout,
  defaults: snapshotDefaults,
  catalogDatabases: snapshotDatabases,
};
