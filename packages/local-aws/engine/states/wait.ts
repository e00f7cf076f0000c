import type { WaitState } from '../definition';
import { QueryEvaluationError } from '../errors';
import { MAX_WAIT_SECONDS } from '../limits';
import type { Exit, StateRun } from '../run/run';
import { text, wholeNumber } from './values';

const TIMESTAMP =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * RFC 3339 with capital T, and Z or an offset, as milliseconds since the epoch; undefined for any other text, and days
 * that no month has.
 */
export function parseTimestamp(text: string): number | undefined {
  const [, year, month, day] = TIMESTAMP.exec(text) ?? [];
  if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return undefined;
  const time = day === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

export async function runWait(run: StateRun, state: WaitState): Promise<Exit> {
  if (run.frame.phase.at === 'entered') run.phase({ at: 'waiting', until: await wakeTime(run, state) });
  const { phase } = run.frame;
  if (phase.at === 'waiting') {
    await run.flush();
    if (phase.until > run.runtime.clock.now()) await run.until(phase.until);
  }
  return run.leave(state, run.frame.input);
}

async function wakeTime(run: StateRun, { Seconds, Timestamp }: WaitState): Promise<number> {
  if (Seconds !== undefined) {
    const seconds = await wholeNumber(run, Seconds, 'Seconds', { from: 0, to: MAX_WAIT_SECONDS });
    return run.frame.enteredAt + seconds * 1000;
  }
  const value = await text(run, Timestamp ?? '', 'Timestamp');
  const time = parseTimestamp(value);
  if (time === undefined) {
    throw new QueryEvaluationError(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
      'Timestamp',
    );
  }
  return Math.floor(time / 1000) * 1000;
}
