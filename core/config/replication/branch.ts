import type { Branch } from '../branch';
import { replicationDefaults } from './defaults';
import { judgeReplications, REPLICATIONS } from './rules';
import { replication } from './schema';
import type { ReplicationConfig } from './types';

/** Objects of S3, to buckets elsewhere. It declares no tables. */
export const replications: Branch<ReplicationConfig> = {
  key: REPLICATIONS,
  lists: 'buckets whose objects go to other buckets',
  entry: replication,
  options: {},
  rules: judgeReplications,
  warnings: () => [],
  defaults: replicationDefaults,
  catalogDatabases: () => [],
};
