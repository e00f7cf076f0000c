import { onBucket, onObjects } from '../../rights/data';
import { encryptWith } from '../../rights/key-use';
import type { Permission } from '../../rights/permission';
import { workFolder } from '../names';
import type { OutputRightsProps } from './rights-props';

/** Of machines whose Distributed Maps read lists from the work bucket, and write results there. */
export const overWorkFiles = ({ workBucket, output, key }: OutputRightsProps): Permission[] => [
  onObjects(
    workBucket,
    workFolder(output.name),
    'Executions name the files.',
    'GetObject',
    'PutObject',
    'ListMultipartUploadParts',
    'AbortMultipartUpload',
  ),
  onBucket(workBucket, 'ListBucket'),
  encryptWith(key),
];
