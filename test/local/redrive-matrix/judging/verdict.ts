import type { State, TaskState } from '../../../../packages/local-aws/engine/definition';
import { matchesError } from '../../../../packages/local-aws/engine/run/retry';
import type { FaultName } from '../../../../packages/local-aws/faults';
import type { Cell, Trouble } from '../cells';
import type { Recording } from '../recording';
import type { Tried } from '../try-cell';
import { differingParts } from './compare-ends';

type Fault = Extract<Trouble, { kind: 'fault' }>;

/** How a cell came out, as the table shows it. */
export type Outcome = 'retried' | 'failed, redriven' | 'resumed' | 'stopped, redriven';

/** Faults that time heals: a machine that fails by one of these alone asks for an operator too early. */
const PASSING: readonly FaultName[] = [
  'throttling',
  'service-error',
  'lost-response',
  'function-timeout',
  'function-lost-response',
  'limit-reached',
  'export-failed',
];

/** Answers of a function that come to nothing after it did its work. */
const DONE_ALL_THE_SAME: readonly FaultName[] = ['function-large-answer', 'function-lost-response'];

const isCaught = (state: State): boolean => (state as TaskState).Catch !== undefined;

/** Calls that change nothing. An answer of another call that is lost for good may still be known by what it did. */
const READS = /:(Get|List|Describe|Query|Head|BatchGet)/;
/** Calls that a state makes only for a time, so that a fault may outlast them. */
const MADE_FOR_A_TIME = new Set(['glue:GetCrawlerMetrics', 'glue:StartCrawler']);

/** What governance looks at besides; where it may not, it says so and fails nothing. */
const MAY_BE_REFUSED = new Set([
  ...['kms:GetKeyPolicy', 'kms:ListGrants', 's3:GetBucketEncryption', 's3:GetBucketPolicy'],
  's3:GetPublicAccessBlock',
  'glue:GetTableVersions',
]);

/** What may come of it, by the machine's own definition. */
export function expectedOutcomes(trouble: Trouble, state: State, errors: readonly string[]): Outcome[] {
  switch (trouble.kind) {
    case 'kill':
      return ['resumed'];
    case 'stop':
      return ['stopped, redriven'];
    case 'fault':
      return trouble.lasts === 'lasting'
        ? outcomesOfLasting(trouble, state)
        : [outcomeOfPassing(trouble, state, errors)];
  }
}

function outcomesOfLasting({ name, target }: Fault, state: State): Outcome[] {
  if (name === 'access-denied' && MAY_BE_REFUSED.has(target)) return ['retried'];
  const isDone = isCaught(state) && DONE_ALL_THE_SAME.includes(name);
  const mayBeOutlived = MADE_FOR_A_TIME.has(target) || (name === 'lost-response' && !READS.test(target)) || isDone;
  return mayBeOutlived ? ['failed, redriven', 'retried'] : ['failed, redriven'];
}

function outcomeOfPassing(trouble: Fault, state: State, errors: readonly string[]): Outcome {
  const { Retry } = state as TaskState;
  // A Map reads and writes S3 without a Retry: one would start a new Map Run.
  if (state.Type === 'Map' || isNamedAsForbidden(trouble)) return 'failed, redriven';
  if (PASSING.includes(trouble.name)) return 'retried';
  // a later state looks at the work, not at the answer
  if (isCaught(state) && DONE_ALL_THE_SAME.includes(trouble.name)) return 'retried';
  const isRetried =
    errors.length > 0 && errors.every((error) => Retry?.some((r) => matchesError(r.ErrorEquals, error)));
  return isRetried ? 'retried' : 'failed, redriven';
}

/**
 * Step Functions gives a failure of its own StartExecution the same name as a forbidden one, which must not be retried.
 */
const isNamedAsForbidden = ({ name, target }: Fault): boolean =>
  name === 'service-error' && target === 'states:StartExecution';

/** Each is followed by another task; nothing else may start one. */
const failedExports = (trouble: Trouble, { struck }: Tried): number =>
  trouble.kind === 'fault' && trouble.name === 'export-failed' ? struck : 0;

export function outcomeOf({ trouble }: Cell, { outcome }: Tried): Outcome {
  if (outcome === 'redriven') return trouble.kind === 'stop' ? 'stopped, redriven' : 'failed, redriven';
  return trouble.kind === 'kill' ? 'resumed' : 'retried';
}

/** Everything that is not as it must be, in words; nothing when the cell is well. */
export function complaints(cell: Cell, state: State, tried: Tried, undisturbed: Recording): string[] {
  const expected = expectedOutcomes(cell.trouble, state, tried.errors);
  const actual = outcomeOf(cell, tried);
  const differing = differingParts(undisturbed.end, tried.end, cell.trouble);
  const exportTasks = undisturbed.exportTasks + failedExports(cell.trouble, tried);
  return [
    ...(tried.struck > 0 ? [] : ['it never struck']),
    ...(expected.includes(actual)
      ? []
      : [`it ${actual}, where it should have ${expected.join(' or ')} (${tried.errors.join(', ')})`]),
    ...wrongPlace(cell, state, tried),
    ...(tried.statuses.every((status) => status === 'SUCCEEDED')
      ? []
      : [`it ended ${tried.statuses.join(', ')}`, ...tried.causes]),
    ...(tried.exportTasks === exportTasks ? [] : [`${tried.exportTasks} export tasks instead of ${exportTasks}`]),
    ...(tried.claims.length === 0 ? [] : [`slots are claimed for ${tried.claims.join(', ')}`]),
    ...differing.map((part) => `the ${part} differ`),
  ];
}

/** What a Wait waits for, and what a Task catches, is judged by a later state; a stop comes when it comes. */
function wrongPlace({ state, trouble }: Cell, definition: State, { failedIn }: Tried): string[] {
  const isJudgedLater = definition.Type === 'Wait' || isCaught(definition);
  if (failedIn === undefined || trouble.kind !== 'fault' || isJudgedLater || failedIn === state) return [];
  return [`it failed in ${failedIn}`];
}
