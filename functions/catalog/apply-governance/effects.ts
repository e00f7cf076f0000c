import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { GovernanceSettings, Settings } from '../../../core/config/types';
import type { AccountListsCache } from '../../shared/lakeformation/account-lists';
import type { Pace } from '../../shared/lakeformation/pace';
import type { FilePoliciesCache, FilesOfLake } from '../../shared/lakeformation/read-file-policies';
import type { CatalogCache } from '../../shared/lakeformation/read-surroundings';
import type { Log, RecordMetric } from '../../shared/log';

/** What applying governance reads and changes. */
export interface ApplyGovernanceEffects {
  readonly glue: Pick<GlueClient, 'send'>;
  readonly lakeformation: Pick<LakeFormationClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly log: Log;
  readonly metric: RecordMetric;
  /**
   * Hears how many changes were made, of databases that were taken out of the configuration too. @default nobody does
   */
  readonly onApplied?: (glueDatabase: string, changes: number) => void;
  readonly settings: Pick<Settings, 'accounts' | 'governance'>;
  /** The settings are those that runs use, and no file that a command was given. @default false */
  readonly isDeployed?: boolean;
  readonly ledgerTable: string;
  /** The account that owns the lake. */
  readonly catalogId: string;
  /** Resolves after so many milliseconds. @default timers of Node.js */
  readonly wait?: (ms: number) => Promise<void>;
  /** Jitter, 0 to 1. @default Math.random */
  readonly random?: () => number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Spreads requests to Lake Formation. @default the assumed rates of AWS */
  readonly pace?: Pick<Pace, 'run'>;
  /** Lists of the account, for those who look at several databases in a row. @default each handler its own */
  readonly lists?: AccountListsCache;
  /** What Glue says of the whole catalog, likewise. @default each handler its own */
  readonly catalog?: CatalogCache;
  /** Tells who reads files by the policies of buckets and keys. @default nobody looks there */
  readonly files?: FilesOfLake;
  /** What those policies say, likewise. @default each handler its own */
  readonly filePolicies?: FilePoliciesCache;
  /** All databases of the configuration. @default nothing is taken back from those that were taken out of it */
  readonly governed?: GovernanceSettings['governed'];
  /** No change begins later than so many milliseconds after the call. @default no limit */
  readonly appliesForMs?: number;
}
