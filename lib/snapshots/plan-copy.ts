import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MANIFESTS_PREFIX } from '../../core/publishing/manifests';
import { RAW_PREFIX } from '../../core/snapshots/layout';
import { ENV } from '../../functions/shared/env';
import { onBucket, onLedger, onObjects } from '../shared/data-permissions';
import { encryptWith } from '../shared/key-use';
import { LambdaFunction } from '../shared/lambda-function';
import type { SnapshotsProps } from './snapshots-props';

/** Lists an export, writes manifest, batches and completeness. */
export class PlanCopy extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    const { key, rawBucket, workBucket, ledger } = props;
    super(scope, id, {
      ...props,
      name: 'plan-copy',
      reads: ['environment', 'lake', 'sources', 'governance'],
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: { [ENV.workBucket]: workBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
      permissions: [
        onBucket(rawBucket, 'ListBucket'),
        onObjects(rawBucket, RAW_PREFIX, 'RDS names the files of an export.', 'GetObject'),
        onObjects(workBucket, MANIFESTS_PREFIX, 'Named by export tasks.', 'PutObject', 'AbortMultipartUpload'),
        onLedger(ledger, 'GetItem', 'PutItem'),
        encryptWith(key),
      ],
    });
  }
}
