import { createInterface } from 'node:readline';

/** Where a person is asked. */
export interface Terminal {
  /** A person can answer. */
  readonly isThere: boolean;
  /** Resolves with the line that was typed; undefined at the end of the input. */
  ask(question: string): Promise<string | undefined>;
}

/** Asks on standard error, so that a document on standard output stays whole. */
export const terminal: Terminal = {
  isThere: process.stdin.isTTY === true,
  ask: (question) =>
    new Promise((resolve) => {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      lines.once('close', () => resolve(undefined));
      lines.question(`${question} [y/N] `, (answer) => {
        resolve(answer);
        lines.close();
      });
    }),
};

/** Whether the person agreed. Anything but yes is no. */
export const agrees = async ({ ask }: Terminal, question: string): Promise<boolean> =>
  /^y(?:es)?$/i.test((await ask(question))?.trim() ?? '');
