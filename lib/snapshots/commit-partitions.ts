import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MANIFESTS_PREFIX } from '../../core/publishing/manifests';
import { ENV } from '../../functions/shared/env';
import { onBucket, onLedger, onObjects } from '../shared/data-permissions';
import { encryptWith } from '../shared/key-use';
import { LambdaFunction } from '../shared/lambda-function';
import type { SnapshotsProps } from './snapshots-props';

/** Compares the lake with the manifest and removes leftovers. */
export class CommitPartitions extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    const { settings, key, workBucket, lakeBucket, ledger } = props;
    super(scope, id, {
      ...props,
      name: 'commit-partitions',
      reads: ['environment', 'lake', 'sources'],
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: { [ENV.lakeBucket]: lakeBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
      permissions: [
        onBucket(workBucket, 'ListBucket'),
        onObjects(workBucket, MANIFESTS_PREFIX, 'Manifests are named by export tasks.', 'GetObject'),
        onBucket(lakeBucket, 'ListBucket'),
        onObjects(
          lakeBucket,
          settings.lake.prefix,
          'Leftovers of an earlier run may lie in every table of the lake. Versions stay: no s3:DeleteObjectVersion.',
          'GetObject',
          'DeleteObject',
        ),
        onLedger(ledger, 'GetItem', 'PutItem', 'UpdateItem'),
        encryptWith(key),
      ],
    });
  }
}
