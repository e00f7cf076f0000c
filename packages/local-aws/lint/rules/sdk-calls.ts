import { exceptionName } from '../../engine/integrations/java-names';
import { parseResource } from '../../engine/integrations/resource';
import { findOperation, isSchema } from '../../engine/integrations/schema';
import { SERVICES } from '../../engine/integrations/services';
import { checkArguments } from '../check-arguments';
import type { Finding, Rule } from '../machine';

/** SDK Tasks against the client's own model: the action, every argument, what must be given. */
export const sdkCalls: Rule = async ({ states }) => {
  const found: Finding[] = [];
  for (const { state, location } of states) {
    if (state.Type !== 'Task') continue;
    const say = (message: string): void => {
      found.push({ rule: 'sdk-call', location, message });
    };
    const resource = parseResource(state.Resource);
    if (resource === undefined) {
      say(`'${state.Resource}' is no resource that a Task can call.`);
      continue;
    }
    if (!resource.sdk) continue;
    const pack = SERVICES[resource.service];
    const operation = pack === undefined ? undefined : findOperation(await pack.load(), resource.action);
    if (pack === undefined)
      say(`The service '${resource.service}' is not known here. Known: ${Object.keys(SERVICES).join(', ')}.`);
    else if (operation === undefined) say(`The service '${resource.service}' has no action '${resource.action}'.`);
    else for (const complaint of checkArguments(operation.input, state.Arguments ?? {})) say(complaint);
  }
  return found;
};

/** `States.*` names and those of Lambda's own failures (developer guide, "Handling errors"). */
const KNOWN = new Set(
  [
    ...[
      'ALL',
      'DataLimitExceeded',
      'ExceedToleratedFailureThreshold',
      'HeartbeatTimeout',
      'ItemReaderFailed',
      'NoChoiceMatched',
      'Permissions',
    ],
    ...[
      'QueryEvaluationError',
      'ResultWriterFailed',
      'Runtime',
      'TaskFailed',
      'Timeout',
      'BranchFailed',
      'Http.Socket',
    ],
  ].map((name) => `States.${name}`),
);
const LAMBDA = /^(Lambda\.\w+|Sandbox\.Timedout|Runtime\.\w+)$/;

/**
 * Every service error a rule names is one the service can give, in Step Functions' spelling. Names without a dot are
 * functions' own.
 */
export const errorNames: Rule = async ({ states }) => {
  const found: Finding[] = [];
  for (const { state, location } of states) {
    const rules = [...('Retry' in state ? (state.Retry ?? []) : []), ...('Catch' in state ? (state.Catch ?? []) : [])];
    for (const name of rules.flatMap((r) => r.ErrorEquals)) {
      if (await isKnown(name)) continue;
      found.push({
        rule: 'error-name',
        location,
        message: `No service fails with '${name}'. Error names follow the Java SDK: <Service>.<Name>Exception.`,
      });
    }
  }
  return found;
};

async function isKnown(name: string): Promise<boolean> {
  const [prefix, ...rest] = name.split('.');
  const error = rest.join('.');
  if (error === '' || KNOWN.has(name) || LAMBDA.test(name)) return true;
  if (prefix === 'StepFunctions') return true;
  const pack = Object.values(SERVICES).find((p) => p.prefix === prefix || p.optimizedPrefix === prefix);
  if (pack === undefined) return false;
  if ([`${prefix}Exception`, 'SdkClientException', 'ThrottlingException', `Amazon${prefix}Exception`].includes(error))
    return true;
  const ERROR = -3;
  return Object.values(await pack.load()).some(
    (shape) => isSchema(shape) && shape[0] === ERROR && exceptionName(shape[2]) === error,
  );
}
