import type { Construct } from 'constructs';
import { MANIFESTS_PREFIX } from '../../core/publishing/manifests';
import { encryptWith } from '../shared/key-use';
import { type IMachine, Machine } from '../shared/machine';
import { onObjects, type PipelineProps } from '../shared/pipeline';
import type { PipelineFunction } from '../shared/pipeline-function';

export interface PublishExportMachineProps extends PipelineProps {
  readonly planCopy: PipelineFunction;
  readonly copyBatch: PipelineFunction;
  readonly commitPartitions: PipelineFunction;
  /** The catalog stack's. */
  readonly catalogTables: IMachine;
}

/** Plans, copies, commits, then catalogs every database of the export. */
export class PublishExportMachine extends Machine {
  constructor(scope: Construct, id: string, props: PublishExportMachineProps) {
    const { settings, key, workBucket, planCopy, copyBatch, commitPartitions, catalogTables } = props;
    super(scope, id, {
      machineName: 'publish-export',
      settings,
      key,
      functions: [planCopy, copyBatch, commitPartitions],
      children: [catalogTables],
      permissions: [
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
