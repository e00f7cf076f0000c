import { OUTPUT_MACHINES, STREAM_MACHINES } from '../../../core/machines';
import { folderOf, functionFolders } from '../../../lib/shared/bundles';
import { OUTPUT, STREAM } from '../synthesized';

const isOfOutput = (name: string): boolean =>
  OUTPUT_MACHINES.some((each) => each === name) ||
  (functionFolders().includes(name) && folderOf(name).includes('/functions/replication/'));

/** Of the stack of a stream. */
const OF_STREAM: readonly string[] = [
  ...STREAM_MACHINES,
  ...['finish-load', 'flatten-items', 'follow-table-export', 'load-rows', 'start-table-export', 'tell-progress'],
];

/** Of which several may be deployed, each with the name of what it works for. */
function whichOf(name: string): string {
  if (isOfOutput(name)) return `-${OUTPUT}`;
  return OF_STREAM.includes(name) ? `-${STREAM}` : '';
}

/** What a function, or a machine, of the synthesized configuration is called. */
export const deployedFolder = (name: string): string => `lakeferry-${name}${whichOf(name)}`;
