import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { OutputSettings } from '../../../core/config/replication/types';
import { namesOf } from '../../../core/deployed-names';
import { outputMark } from '../../../core/replication/mark';
import { destinationParameter, keysParameter } from '../../../core/replication/names';
import { ENV, requiredEnv } from '../../shared/env';
import { ledgerClient } from '../../shared/ledger/client';
import type { Log, RecordMetric } from '../../shared/log';
import { StreamS3 } from '../../shared/s3-stream';
import { classifying, classifyingFailures } from '../../shared/service-errors';
import { bundledSettings } from '../../shared/settings';
import { OutputAccess } from '../access/output-access';
import type { Replicator } from './replicator';

/** Emptied before each use: what Lambda stopped has left its files, and the next one finds them. */
const SCRATCH = '/tmp/lakeferry';

/** What replicates the objects of this function's output, with AWS's own clients. */
export function deployedReplicator(output: OutputSettings, log: Log, metric: RecordMetric): Replicator {
  const { environment } = bundledSettings('environment');
  const { prefix } = namesOf(environment);
  const { region } = environment;
  const stsOf = (of: string) => classifyingFailures(new STSClient({ region: of }));
  return {
    output,
    source: new StreamS3(new S3Client({})),
    access: new OutputAccess({
      output,
      sourceBucket: requiredEnv(ENV.sourceBucket),
      ssm: classifyingFailures(new SSMClient({})),
      sts: stsOf(region),
      foreignSts: stsOf,
      keysParameter: (owner) => keysParameter(prefix, output.name, owner),
      destinationParameter: destinationParameter(prefix, output.name),
      now: Date.now,
      log,
    }),
    receipts: {
      table: { dynamodb: classifying(ledgerClient()), tableName: requiredEnv(ENV.replicationTable) },
      output: output.name,
    },
    mark: outputMark(requiredEnv(ENV.sourceBucket), region, prefix, output.name),
    scratch: SCRATCH,
    now: Date.now,
    newId: randomUUID,
    log,
    metric,
  };
}
