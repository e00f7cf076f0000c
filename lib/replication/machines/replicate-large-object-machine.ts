import type { Construct } from 'constructs';
import { overWorkFiles } from '../../../core/replication/rights/machines';
import { Machine } from '../../shared/machine';
import { CompleteUpload } from '../complete-upload';
import { CopyParts } from '../copy-parts';
import { OpenUpload } from '../open-upload';
import { type OutputProps, rightsPropsOf } from '../output-props';
import { outputMachine } from './machine-props';

/** Copies an object that outlasts a function: its parts by a Distributed Map. */
export class ReplicateLargeObjectMachine extends Machine {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(scope, id, {
      ...outputMachine(props),
      machineName: 'replicate-large-object',
      functions: [
        new OpenUpload(scope, 'OpenUpload', props),
        new CopyParts(scope, 'CopyParts', props),
        new CompleteUpload(scope, 'CompleteUpload', props),
      ],
      substitutions: { WorkBucket: props.workBucket.bucketName },
      permissions: overWorkFiles(rightsPropsOf(scope, props)),
    });
  }
}
