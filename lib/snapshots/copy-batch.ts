import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MANIFESTS_PREFIX } from '../../core/publishing/manifests';
import { RAW_PREFIX } from '../../core/snapshots/layout';
import { ENV } from '../../functions/shared/env';
import { onBucket, onLedger, onObjects } from '../shared/data-permissions';
import { encryptWith } from '../shared/key-use';
import { LambdaFunction } from '../shared/lambda-function';
import type { SnapshotsProps } from './snapshots-props';

/** Copies one batch of a manifest. */
export class CopyBatch extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    const { settings, key, rawBucket, workBucket, lakeBucket, ledger } = props;
    super(scope, id, {
      ...props,
      name: 'copy-batch',
      reads: [],
      timeout: Duration.minutes(15),
      // one processor: up to 800 copies at once are bound by signatures, not by memory
      memorySize: 1769,
      environment: { [ENV.lakeBucket]: lakeBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
      permissions: [
        // tags: CopyObject and CreateMultipartUpload carry them over where there are any
        onObjects(rawBucket, RAW_PREFIX, 'RDS names the files of an export.', 'GetObject', 'GetObjectTagging'),
        onObjects(workBucket, MANIFESTS_PREFIX, 'Manifests are named by export tasks.', 'GetObject'),
        ...[rawBucket, workBucket, lakeBucket].map((bucket) => onBucket(bucket, 'ListBucket')),
        onObjects(
          lakeBucket,
          settings.lake.prefix,
          'Files are copied into every table of the lake.',
          'PutObject',
          'PutObjectTagging',
          'AbortMultipartUpload',
        ),
        onLedger(ledger, 'GetItem'),
        encryptWith(key),
      ],
    });
  }
}
