import type { Construct } from 'constructs';
import { MANIFESTS_PREFIX } from '../../core/publishing/manifests';
import { onBucket, onObjects } from '../shared/data-permissions';
import { encryptWith } from '../shared/key-use';
import type { LambdaFunction } from '../shared/lambda-function';
import { type IMachine, Machine } from '../shared/machine';
import type { SnapshotsProps } from './snapshots-props';

export interface PublishExportMachineProps extends SnapshotsProps {
  readonly planCopy: LambdaFunction;
  readonly copyBatch: LambdaFunction;
  readonly commitPartitions: LambdaFunction;
  /** The catalog stack's. */
  readonly catalogTables: IMachine;
}

/** Plans, copies, commits, then catalogs every database of the export. */
export class PublishExportMachine extends Machine {
  constructor(scope: Construct, id: string, props: PublishExportMachineProps) {
    const { key, workBucket, planCopy, copyBatch, commitPartitions, catalogTables } = props;
    super(scope, id, {
      ...props,
      machineName: 'publish-export',
      functions: [planCopy, copyBatch, commitPartitions],
      children: [catalogTables],
      permissions: [
        onBucket(workBucket, 'ListBucket'),
        onObjects(
          workBucket,
          MANIFESTS_PREFIX,
          'The Distributed Map reads batches and writes results beside the manifest of each export.',
          'GetObject',
          'PutObject',
          'ListMultipartUploadParts',
          'AbortMultipartUpload',
        ),
        encryptWith(key),
      ],
    });
  }
}
