import type { Engine } from '../../engine/engine';
import { TaskFailure } from '../../engine/errors';
import type { Json } from '../../engine/json';
import { type Operation, ServiceError } from '../../service';

/** SendTask…: a Task's token comes back. Answers once what it causes is in the store. */
export function taskResultOperations(engine: Engine): Record<string, Operation> {
  const settle = (found: boolean): Promise<object> => {
    if (!found) throw new ServiceError('InvalidToken', `Invalid Token: 'Invalid token'`);
    return engine.clock.hold(async () => {
      // The Task's own step comes first; then all of it is written.
      await new Promise((resolve) => setImmediate(resolve));
      await engine.journal.flush();
      return {};
    });
  };
  return {
    async SendTaskSuccess({ taskToken, output }) {
      return settle(engine.tokens.succeed(taskToken, parse(output)));
    },
    async SendTaskFailure({ taskToken, error, cause }) {
      return settle(engine.tokens.fail(taskToken, new TaskFailure(error, cause)));
    },
    async SendTaskHeartbeat({ taskToken }) {
      return settle(engine.tokens.heartbeat(taskToken));
    },
  };
}

function parse(output: string): Json {
  try {
    return JSON.parse(output) as Json;
  } catch {
    throw new ServiceError('InvalidOutput', `Invalid Output: '${output}' is not valid JSON.`);
  }
}
