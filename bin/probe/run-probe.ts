import { isAnswer } from '../../packages/local-aws/answers';
import { Journal, type ProbePlace } from './journal';
import { QUESTIONS } from './questions';
import { type ProbeClients, removeMade } from './remove';
import { furnish, openStage, ProbeInterruptedError } from './stage';

/** What one probe found out. `answers` is what the local services take. */
export interface ProbeDocument extends ProbePlace {
  readonly askedAt: string;
  readonly answers: Readonly<Record<string, string>>;
  /** What AWS did where it was neither of the answers that lakeferry is prepared for. */
  readonly unforeseen: Readonly<Record<string, string>>;
}

export interface ProbeOptions extends ProbePlace, ProbeClients {
  /** Folder of the journals. */
  readonly directory: string;
  /** What all that is made begins with; another one for each probe. */
  readonly name: string;
  readonly now: () => Date;
  /** Ends the probe before the next thing is made. */
  readonly signal: AbortSignal;
  /** Before something is looked for again that may not be seen yet. */
  readonly pause: () => Promise<void>;
  /** Gets the answers before anything is removed: what cannot be removed costs none of them. */
  readonly keep: (document: ProbeDocument) => void;
}

/** Asks every question and removes all that was made for it, also where it fails or is interrupted. */
export async function runProbe(options: ProbeOptions): Promise<ProbeDocument> {
  const { account, region, directory, name, signal } = options;
  const journal = Journal.begin(directory, name, { account, region });
  const stage = openStage(options, journal);
  try {
    await furnish(stage);
    const found: [string, string][] = [];
    for (const question of QUESTIONS) {
      if (signal.aborted) throw new ProbeInterruptedError();
      found.push([question.name, await answerOf(() => question.ask(stage))]);
    }
    const pick = (isForeseen: boolean): Readonly<Record<string, string>> =>
      Object.fromEntries(found.filter(([question, answer]) => isAnswer(question, answer) === isForeseen));
    const askedAt = options.now().toISOString();
    const document = { account, region, askedAt, answers: pick(true), unforeseen: pick(false) };
    options.keep(document);
    return document;
  } finally {
    await removeMade(options, journal);
  }
}

/** An error that no question expects is an answer as well, but not the end of the probe. */
async function answerOf(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProbeInterruptedError) throw error;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
