import type { Edge, OpenQuestion } from '../../packages/local-aws/answers';
import { ProbeInterruptedError, type Stage } from './stage';

/** One thing about AWS that no document says. */
export interface Question {
  /** Under this name the answer is written, and the local services take it. */
  readonly name: OpenQuestion | Edge;
  /** For people. */
  readonly asks: string;
  /** Resolves with one of the answers in the table of the local services, or with anything else that AWS did. */
  ask(stage: Stage): Promise<string>;
}

/** `accepted`, `refused` for an error of these names; any other error passes on. */
export async function isAccepted(attempt: () => Promise<unknown>, ...refusals: readonly string[]): Promise<string> {
  const error = await errorOf(attempt);
  if (error === undefined) return 'accepted';
  if (refusals.includes(error.name)) return 'refused';
  throw error;
}

/** What AWS refuses it with; undefined when it does not. */
export async function errorOf(attempt: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof Error && !(error instanceof ProbeInterruptedError)) return error;
    throw error;
  }
}

/** Reads of a new filter may fail for up to two minutes. */
const TRIES = 25;

/** What `read` returns once Lake Formation sees what was just made. */
export async function onceSeen<T>(stage: Pick<Stage, 'pause'>, read: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (tries <= 1 || !(error instanceof Error) || error.name !== 'EntityNotFoundException') throw error;
  }
  await stage.pause();
  return onceSeen(stage, read, tries - 1);
}
