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

/** Lists an export, writes manifest, batches and completeness. */
export class PlanCopy extends PipelineFunction {
  constructor(scope: Construct, id: string, props: PipelineProps) {
    const { settings, key, rawBucket, workBucket, ledger } = props;
    const { hasXRay } = regionTraits(settings.environment);
    const role = new FunctionRole(scope, `${id}Role`, { functionName: 'plan-copy', hasXRay });
    allow(
      role,
      onBucket(rawBucket, 'ListBucket'),
      onObjects(rawBucket, RAW_PREFIX, 'RDS names the files of an export.', 'GetObject'),
      onObjects(
        workBucket,
        MANIFESTS_PREFIX,
        'Manifests are named by export tasks.',
        'PutObject',
        'AbortMultipartUpload',
      ),
      onLedger(props, 'GetItem', 'PutItem'),
      encryptWith(key),
    );
    super(scope, id, {
      folder: 'plan-copy',
      settings,
      key,
      role: role.withoutPolicyUpdates(),
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: { [ENV.workBucket]: workBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
    });
  }
}
