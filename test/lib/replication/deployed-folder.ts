import { OUTPUT_MACHINES } from '../../../core/machines';
import { folderOf, functionFolders } from '../../../lib/shared/bundles';
import { OUTPUT, STREAM } from '../synthesized';

const isOfOutput = (name: string): boolean =>
  OUTPUT_MACHINES.some((each) => each === name) ||
  (functionFolders().includes(name) && folderOf(name).includes('/functions/replication/'));

/** Of which several may be deployed, each with the name of what it works for. */
function whichOf(name: string): string {
  if (isOfOutput(name)) return `-${OUTPUT}`;
  return ['flatten-items', 'tell-progress'].includes(name) ? `-${STREAM}` : '';
}

/** What a function, or a machine, of the synthesized configuration is called. */
export const deployedFolder = (name: string): string => `lakeferry-${name}${whichOf(name)}`;
