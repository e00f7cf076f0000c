import type { Settings } from '../../core/config/types';
import { RAW_PREFIX } from '../../core/snapshots/layout';
import { ENV } from '../../functions/shared/env';
import { createHandler as commitPartitions } from '../../functions/snapshots/commit-partitions/handler';
import { createHandler as copyBatch } from '../../functions/snapshots/copy-batch/handler';
import { createHandler as describeExport } from '../../functions/snapshots/describe-export/handler';
import { createHandler as judgeDatabases } from '../../functions/snapshots/judge-databases/handler';
import { createHandler as planCopy } from '../../functions/snapshots/plan-copy/handler';
import { createHandler as startExport } from '../../functions/snapshots/start-export/handler';
import type { FunctionName, LocalResources } from '../deploy/resources';
import { type LocalEffects, type LocalFunction, localFunctionOf } from './local-function';

type SnapshotFunction = Exclude<FunctionName, 'crawl-tables' | 'apply-governance' | 'notify-failure'>;

/** The functions of the snapshots' stack. */
export function snapshotFunctions(
  settings: Settings,
  effectsOf: (name: FunctionName) => LocalEffects,
  resources: LocalResources,
): Readonly<Record<SnapshotFunction, LocalFunction>> {
  const localFunction = localFunctionOf(settings);
  const ledger = { [ENV.ledgerTable]: resources.ledgerTable };
  const lakeAndLedger = { ...ledger, [ENV.lakeBucket]: resources.lakeBucket };
  const started = {
    ...ledger,
    [ENV.rawBucket]: resources.rawBucket,
    [ENV.rawPrefix]: RAW_PREFIX,
    [ENV.exportRoleArn]: resources.exportRoleArn,
    [ENV.exportKeyArn]: resources.keyArn,
  };
  const planned = { ...ledger, [ENV.workBucket]: resources.workBucket };
  return {
    'start-export': localFunction(
      { environment: started, reads: ['environment', 'exports', 'sources', 'timeZone'] },
      (env, settings) =>
        startExport({
          ...effectsOf('start-export'),
          settings,
          ledgerTable: env(ENV.ledgerTable),
          rawBucket: env(ENV.rawBucket),
          rawPrefix: env(ENV.rawPrefix),
          exportRoleArn: env(ENV.exportRoleArn),
          exportKeyArn: env(ENV.exportKeyArn),
        }),
    ),
    'describe-export': localFunction({ environment: { [ENV.workBucket]: resources.workBucket }, reads: [] }, (env) =>
      describeExport({ ...effectsOf('describe-export'), workBucket: env(ENV.workBucket) }),
    ),
    'plan-copy': localFunction(
      { environment: planned, reads: ['environment', 'lake', 'sources', 'governance'] },
      (env, settings) =>
        planCopy({
          ...effectsOf('plan-copy'),
          settings,
          ledgerTable: env(ENV.ledgerTable),
          workBucket: env(ENV.workBucket),
        }),
    ),
    'copy-batch': localFunction({ environment: lakeAndLedger, reads: [] }, (env) =>
      copyBatch({ ...effectsOf('copy-batch'), ledgerTable: env(ENV.ledgerTable), lakeBucket: env(ENV.lakeBucket) }),
    ),
    'commit-partitions': localFunction(
      { environment: lakeAndLedger, reads: ['environment', 'lake', 'sources'] },
      (env, settings) =>
        commitPartitions({
          ...effectsOf('commit-partitions'),
          settings,
          ledgerTable: env(ENV.ledgerTable),
          lakeBucket: env(ENV.lakeBucket),
        }),
    ),
    'judge-databases': localFunction({ environment: ledger, reads: [] }, (env) =>
      judgeDatabases({ ...effectsOf('judge-databases'), ledgerTable: env(ENV.ledgerTable) }),
    ),
  };
}
