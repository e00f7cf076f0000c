import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MANIFESTS_PREFIX } from '../../core/publishing/manifests';
import { ENV } from '../../functions/shared/env';
import { FunctionRole } from '../shared/function-role';
import { encryptWith } from '../shared/key-use';
import { allow } from '../shared/permissions';
import { onBucket, onLedger, onObjects, type PipelineProps } from '../shared/pipeline';
import { PipelineFunction } from '../shared/pipeline-function';
import { regionTraits } from '../shared/region-traits';

/** Compares the lake with the manifest and removes leftovers. */
export class CommitPartitions extends PipelineFunction {
  constructor(scope: Construct, id: string, props: PipelineProps) {
    const { settings, key, workBucket, lakeBucket, ledger } = props;
    const { hasXRay } = regionTraits(settings.environment);
    const role = new FunctionRole(scope, `${id}Role`, { functionName: 'commit-partitions', hasXRay });
    allow(
      role,
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
      onLedger(props, 'GetItem', 'PutItem', 'UpdateItem'),
      encryptWith(key),
    );
    super(scope, id, {
      folder: 'commit-partitions',
      settings,
      key,
      role: role.withoutPolicyUpdates(),
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: { [ENV.lakeBucket]: lakeBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
    });
  }
}
