import type { TaskState } from '../../../packages/local-aws/engine/definition';

/**
 * Where faults strike at a Task's own call, as the gateway and the Lambda service name it. Undefined for a Resource
 * this does not know.
 */
export function directTarget({ Resource, Arguments }: TaskState): string | undefined {
  const [, service = '', action = ''] = /states:::(?:aws-sdk:)?([\w-]+):(\w+)/.exec(Resource) ?? [];
  if (service === 'lambda') return `lambda:${folderOf((Arguments as { FunctionName?: string })?.FunctionName ?? '')}`;
  return service === '' ? undefined : `${service}:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

/** `${PlanCopy}` is deployed from the folder `plan-copy`. */
const folderOf = (placeholder: string): string =>
  placeholder
    .replace(/\W/g, '')
    .replace(/\B[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
