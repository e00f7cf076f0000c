import { Hold } from '../../hold';
import type { TaskState } from '../definition';
import { dataLimitExceeded, RuntimeStateError, StateError, TaskFailure, TimeoutError } from '../errors';
import { call } from '../integrations/call';
import { childResult } from '../integrations/nested';
import { parseResource, type TaskResource } from '../integrations/resource';
import type { TaskAnswer } from '../integrations/task-call';
import { type Json, textBytes } from '../json';
import { MAX_PAYLOAD_BYTES, NO_TIMEOUT_SECONDS } from '../limits';
import type { Intercept } from '../ports';
import type { Phase } from '../records/frames';
import type { Exit, StateRun } from '../run/run';
import { race, TIMED_OUT } from './race';
import * as events from './task-events';
import { text, wholeNumber } from './values';

type Scheduled = Extract<Phase, { at: 'scheduled' | 'submitted' }>;

/** Calls, waits for the answer (or callback, or child), and turns every way to fail into the Task's error. */
export async function runTask(run: StateRun, state: TaskState): Promise<Exit> {
  const resource = parseResource(state.Resource);
  if (resource === undefined)
    throw new RuntimeStateError(`The resource ${state.Resource} is not supported by the local runtime.`);
  if (run.frame.phase.at === 'entered') await schedule(run, state, resource);
  try {
    if (run.frame.phase.at === 'scheduled') await request(run, state, resource, run.frame.phase);
    if (run.frame.phase.at === 'submitted') await settle(run, resource, run.frame.phase);
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    throw failed(run, resource, error.error, error.reason);
  }
  const result = run.frame.phase.at === 'answered' ? run.frame.phase.result : null;
  return run.leave(state, result, { result });
}

async function schedule(run: StateRun, state: TaskState, resource: TaskResource): Promise<void> {
  const token = run.runtime.ids();
  const given =
    state.Arguments === undefined
      ? run.frame.input
      : await run.evaluate(state.Arguments, 'Arguments', {}, resource.pattern === 'token' ? token : undefined);
  const timeout = await seconds(run, state.TimeoutSeconds, 'TimeoutSeconds');
  const heartbeatSeconds = await seconds(run, state.HeartbeatSeconds, 'HeartbeatSeconds');
  const roleArn =
    state.Credentials === undefined ? undefined : await text(run, state.Credentials.RoleArn, 'Credentials/RoleArn');
  if (textBytes(run.text(given)) > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(resource.type);
  const now = run.runtime.clock.now();
  events.scheduled(run, resource, given, { timeout, heartbeatSeconds, roleArn });
  const deadline = timeout === undefined || timeout >= NO_TIMEOUT_SECONDS ? undefined : now + timeout * 1000;
  run.phase({ at: 'scheduled', token, arguments: given, deadline, heartbeatSeconds, heartbeatAt: now });
  await run.flush();
}

async function seconds(
  run: StateRun,
  template: number | string | undefined,
  field: string,
): Promise<number | undefined> {
  return template === undefined ? undefined : wholeNumber(run, template, field, { from: 1, to: NO_TIMEOUT_SECONDS });
}

/** The call itself. It holds time still, unless it says that it idles; the Task's deadline runs beside it. */
async function request(run: StateRun, state: TaskState, resource: TaskResource, phase: Scheduled): Promise<void> {
  const { runtime } = run;
  const roleArn =
    state.Credentials === undefined ? undefined : await text(run, state.Credentials.RoleArn, 'Credentials/RoleArn');
  const hold = new Hold(runtime.clock);
  hold.acquire();
  const mocked = runtime.intercept?.(
    {
      state: run.frame.state,
      resource: state.Resource,
      payload: phase.arguments,
      child: run.execution.record.mapRunArn !== undefined,
    },
    hold,
  );
  if (mocked !== undefined) return answerFor(run, resource, phase, mocked, hold);
  // A callback may come back before the call that carries its token has answered.
  const callback = resource.pattern === 'token' ? awaitToken(run, phase) : undefined;
  const answer = released(hold, call({ run, resource, phase, roleArn, control: hold }));
  const outcome = await race(run, answer, () => phase.deadline);
  if (outcome === TIMED_OUT) throw timedOut(run, resource);
  if (callback !== undefined || outcome.child !== undefined) submitted(run, resource, phase, outcome);
  else succeeded(run, resource, outcome.result);
  if (callback !== undefined) await settleToken(run, resource, run.frame.phase as Scheduled, callback);
}

/** Lets time pass again once the work is done. */
async function released<T>(hold: Hold, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    hold.release();
  }
}

/** A mocked answer stands for the whole Task: the call, and what it waits for. */
async function answerFor(
  run: StateRun,
  resource: TaskResource,
  phase: Scheduled,
  mocked: NonNullable<ReturnType<Intercept>>,
  hold: Hold,
): Promise<void> {
  if (resource.pattern !== 'request') events.submitted(run, resource, mocked.submitted ?? null);
  const result = await race(run, released(hold, mocked.outcome), () =>
    resource.pattern === 'token' ? patience(run, phase) : phase.deadline,
  );
  if (result === TIMED_OUT) throw timedOut(run, resource, isSilence(run, phase));
  succeeded(run, resource, result);
}

function submitted(run: StateRun, resource: TaskResource, phase: Scheduled, { result, child }: TaskAnswer): void {
  events.submitted(run, resource, result);
  run.phase({ ...phase, at: 'submitted', child, heartbeatAt: run.runtime.clock.now() });
}

/** Waits for what was started: a child execution, or the token's return. */
async function settle(run: StateRun, resource: TaskResource, phase: Scheduled): Promise<void> {
  await run.flush();
  const child = phase.at === 'submitted' ? phase.child : undefined;
  if (child === undefined) return settleToken(run, resource, phase, awaitToken(run, phase));
  run.onAbort = () => run.runtime.stop(child);
  const closed = await race(run, run.runtime.whenClosed(child), () => phase.deadline);
  run.onAbort = undefined;
  if (closed === TIMED_OUT) {
    run.runtime.stop(child);
    throw timedOut(run, resource);
  }
  succeeded(run, resource, childResult(closed, resource.pattern === 'sync:2'));
}

function awaitToken(run: StateRun, { token }: Scheduled): Promise<Json> {
  const callback = run.runtime.tokens.wait(token, () => {
    const { phase } = run.frame;
    if (phase.at === 'scheduled' || phase.at === 'submitted')
      run.phase({ ...phase, heartbeatAt: run.runtime.clock.now() });
  });
  callback.catch(() => {});
  run.onAbort = () => run.runtime.tokens.forget(token);
  return callback;
}

async function settleToken(
  run: StateRun,
  resource: TaskResource,
  phase: Scheduled,
  callback: Promise<Json>,
): Promise<void> {
  await run.flush();
  const output = await race(run, callback, () => patience(run, phase));
  run.runtime.tokens.forget(phase.token);
  run.onAbort = undefined;
  if (output === TIMED_OUT) throw timedOut(run, resource, isSilence(run, phase));
  succeeded(run, resource, output);
}

/** Until when a token's return is waited for: the Task's deadline, or as long as heartbeats come. */
function patience(run: StateRun, { deadline = Infinity }: Scheduled): number | undefined {
  const { heartbeatAt = 0, heartbeatSeconds } = run.frame.phase as Scheduled;
  const silent = heartbeatSeconds === undefined ? Infinity : heartbeatAt + heartbeatSeconds * 1000;
  const first = Math.min(deadline, silent);
  return first === Infinity ? undefined : first;
}

const isSilence = (run: StateRun, { deadline = Infinity }: Scheduled): boolean => deadline > run.runtime.clock.now();

function succeeded(run: StateRun, resource: TaskResource, result: Json): void {
  if (textBytes(run.text(result)) > MAX_PAYLOAD_BYTES) {
    const { error, reason } = dataLimitExceeded(resource.kind === 'function' ? resource.resource : resource.type);
    throw new TaskFailure(error, reason);
  }
  events.succeeded(run, resource, result);
  run.phase({ at: 'answered', result });
}

function failed(run: StateRun, resource: TaskResource, error?: string, cause?: string): StateError {
  events.failed(run, resource, error, cause);
  return new StateError(error, cause);
}

function timedOut(run: StateRun, resource: TaskResource, heartbeat = false): StateError {
  const failure = new TimeoutError(heartbeat);
  events.timedOut(run, resource, 'States.Timeout');
  return failure;
}
