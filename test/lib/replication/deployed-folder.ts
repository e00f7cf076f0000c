import { OUTPUT_MACHINES } from '../../../core/machines';
import { folderOf, functionFolders } from '../../../lib/shared/bundles';
import { OUTPUT } from '../synthesized';

const isOfOutput = (name: string): boolean =>
  OUTPUT_MACHINES.some((each) => each === name) ||
  (functionFolders().includes(name) && folderOf(name).includes('/functions/replication/'));

/** What a function, or a machine, of the synthesized configuration is called: those of an output end in its name. */
export const deployedFolder = (name: string): string => `lakeferry-${name}${isOfOutput(name) ? `-${OUTPUT}` : ''}`;
