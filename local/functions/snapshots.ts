import { RAW_PREFIX } from '../../core/snapshots/layout';
import { ENV } from '../../functions/shared/env';
import { createHandler as commitPartitions } from '../../functions/snapshots/commit-partitions/handler';
import { createHandler as copyBatch } from '../../functions/snapshots/copy-batch/handler';
import { createHandler as planCopy } from '../../functions/snapshots/plan-copy/handler';
import { createHandler as startExport } from '../../functions/snapshots/start-export/handler';
import type { FunctionName, LocalResources } from '../deploy/resources';
import { type LocalEffects, type LocalFunction, localFunction } from './local-function';

type SnapshotFunction = Exclude<FunctionName, 'crawl-tables' | 'apply-governance'>;

/** The functions of the snapshots' stack. */
export function snapshotFunctions(
  effects: LocalEffects,
  resources: LocalResources,
): Readonly<Record<SnapshotFunction, LocalFunction>> {
  const ledger = { [ENV.ledgerTable]: resources.ledgerTable };
  const lakeAndLedger = { ...ledger, [ENV.lakeBucket]: resources.lakeBucket };
  const started = {
    ...ledger,
    [ENV.rawBucket]: resources.rawBucket,
    [ENV.rawPrefix]: RAW_PREFIX,
    [ENV.exportRoleArn]: resources.exportRoleArn,
    [ENV.exportKeyArn]: resources.keyArn,
  };
  return {
    'start-export': localFunction(started, (env) =>
      startExport({
        ...effects,
        ledgerTable: env(ENV.ledgerTable),
        rawBucket: env(ENV.rawBucket),
        rawPrefix: env(ENV.rawPrefix),
        exportRoleArn: env(ENV.exportRoleArn),
        exportKeyArn: env(ENV.exportKeyArn),
      }),
    ),
    'plan-copy': localFunction({ ...ledger, [ENV.workBucket]: resources.workBucket }, (env) =>
      planCopy({ ...effects, ledgerTable: env(ENV.ledgerTable), workBucket: env(ENV.workBucket) }),
    ),
    'copy-batch': localFunction(lakeAndLedger, (env) =>
      copyBatch({ ...effects, ledgerTable: env(ENV.ledgerTable), lakeBucket: env(ENV.lakeBucket) }),
    ),
    'commit-partitions': localFunction(lakeAndLedger, (env) =>
      commitPartitions({ ...effects, ledgerTable: env(ENV.ledgerTable), lakeBucket: env(ENV.lakeBucket) }),
    ),
  };
}
