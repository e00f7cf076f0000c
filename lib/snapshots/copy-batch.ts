import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MANIFESTS_PREFIX } from '../../core/publishing/manifests';
import { RAW_PREFIX } from '../../core/snapshots/layout';
import { ENV } from '../../functions/shared/env';
import { FunctionRole } from '../shared/function-role';
import { encryptWith } from '../shared/key-use';
import { allow } from '../shared/permissions';
import { onBucket, onLedger, onObjects, type PipelineProps } from '../shared/pipeline';
import { PipelineFunction } from '../shared/pipeline-function';
import { regionTraits } from '../shared/region-traits';

/** Copies one batch of a manifest. */
export class CopyBatch extends PipelineFunction {
  constructor(scope: Construct, id: string, props: PipelineProps) {
    const { settings, key, rawBucket, workBucket, lakeBucket, ledger } = props;
    const { hasXRay } = regionTraits(settings.environment);
    const role = new FunctionRole(scope, `${id}Role`, { functionName: 'copy-batch', hasXRay });
    allow(
      role,
      // tags: CopyObject and CreateMultipartUpload carry them over where there are any
      onObjects(rawBucket, RAW_PREFIX, 'RDS names the files of an export.', 'GetObject', 'GetObjectTagging'),
      onObjects(workBucket, MANIFESTS_PREFIX, 'Manifests are named by export tasks.', 'GetObject'),
      onBucket(lakeBucket, 'ListBucket'),
      onObjects(
        lakeBucket,
        settings.lake.prefix,
        'Files are copied into every table of the lake.',
        'PutObject',
        'PutObjectTagging',
        'AbortMultipartUpload',
      ),
      onLedger(props, 'GetItem'),
      encryptWith(key),
    );
    super(scope, id, {
      folder: 'copy-batch',
      settings,
      key,
      role: role.withoutPolicyUpdates(),
      timeout: Duration.minutes(15),
      // one processor: up to a thousand copies at once are bound by signatures, not by memory
      memorySize: 1769,
      environment: { [ENV.lakeBucket]: lakeBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
    });
  }
}
