import type { AccountsConfig } from './accounts/types';
import type { DynamoDbConfig, DynamoDbSettings } from './dynamodb/types';
import type { EnvironmentConfig, EnvironmentSettings } from './environment/types';
import type { GovernanceConfig, GovernanceSettings } from './governance/types';
import type { LakeConfig, LakeSettings } from './lake/types';
import type { OperationsConfig, OperationsSettings } from './operations/types';
import type { ReplicationsConfig, ReplicationsSettings } from './replication/types';
import type { SnapshotsConfig, SnapshotsSettings } from './snapshots/types';

/**
 * The shape of `lakeferry.config.ts`: what a user writes. Each part has its own file of types beside it.
 * `validateConfig` turns it into {@link Settings}, where every default is filled in.
 */

export type * from './accounts/types';
export type * from './dynamodb/types';
export type * from './environment/types';
export type * from './governance/types';
export type * from './lake/types';
export type * from './operations/types';
export type * from './replication/types';
export type * from './snapshots/types';

/** What a user writes in `lakeferry.config.ts`. At least one list of a branch must be there: {@link BranchKey}. */
export interface LakeferryConfig extends SnapshotsConfig, ReplicationsConfig, DynamoDbConfig, OperationsConfig {
  readonly environment: EnvironmentConfig;
  readonly lake?: LakeConfig;
  readonly governance?: GovernanceConfig;
  readonly accounts?: AccountsConfig;
  /**
   * An IANA name, for example `Asia/Taipei`. A snapshot goes to the partition of the day that it was there when the
   * snapshot was taken; schedules go by the clocks there. @default 'UTC'
   */
  readonly timeZone?: string;
}

/** The lists of what goes to the lake, one for each branch. */
export type BranchKey = 'sources' | 'replications' | 'dynamodb';

/** The configuration with every default filled in: what stacks and functions read. JSON through and through. */
export interface Settings extends SnapshotsSettings, ReplicationsSettings, DynamoDbSettings, OperationsSettings {
  readonly environment: EnvironmentSettings;
  readonly lake: LakeSettings;
  readonly governance: GovernanceSettings;
  readonly accounts: AccountsConfig;
  readonly timeZone: string;
}
