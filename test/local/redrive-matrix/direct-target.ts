import { LOAD_FUNCTIONS } from '../../../local/deploy/dynamodb/load-resources';
import { OUTPUT_FUNCTIONS } from '../../../local/deploy/replication/resources';
import type { TaskState } from '../../../packages/local-aws/engine/definition';
import { OUTPUT } from './scenarios/large-object';
import { LOADED_ENTRY } from './scenarios/table-load';

/**
 * Where faults strike at a Task's own call, as the gateway and the Lambda service name it. Undefined for a Resource
 * this does not know.
 */
export function directTarget({ Resource, Arguments }: TaskState): string | undefined {
  const [, service = '', action = ''] = /states:::(?:aws-sdk:)?([\w-]+):(\w+)/.exec(Resource) ?? [];
  if (service === 'lambda') return `lambda:${deployedOf((Arguments as { FunctionName?: string })?.FunctionName ?? '')}`;
  return service === '' ? undefined : `${service}:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

/** Functions of an output end in its name, those of a stream in the entry's. */
function deployedOf(placeholder: string): string {
  const folder = folderOf(placeholder);
  if (LOAD_FUNCTIONS.some((name) => name === folder)) return `${folder}-${LOADED_ENTRY}`;
  return OUTPUT_FUNCTIONS.some((name) => name === folder) ? `${folder}-${OUTPUT}` : folder;
}

/** `${PlanCopy}` is deployed from the folder `plan-copy`. */
const folderOf = (placeholder: string): string =>
  placeholder
    .replace(/\W/g, '')
    .replace(/\B[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
