import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { AnyMachineName } from '../../core/machines';

/** A machine's file that Step Functions would refuse: says where in the file, so that it can be opened there. */
export class MachineFileError extends Error {
  override readonly name = 'MachineFileError';
  constructor(file: string, line: number, reason: string, cause?: unknown) {
    super(`${relative(process.cwd(), file)}:${line}: ${reason} Mend it; 'npm run lint:asl' finds more.`, { cause });
  }
}

export const machineFile = (name: AnyMachineName): string =>
  join(__dirname, '..', '..', 'statemachines', `${name}.asl.json`);

/** The text of a machine's file. Throws a MachineFileError for what is not JSON. */
export function readMachine(file: string): string {
  const text = readFileSync(file, 'utf8');
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    // Without a position, JSON ends too early.
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    throw new MachineFileError(file, lineAt(text, position), `${message}.`, error);
  }
  return text;
}

/** What Step Functions complains of, with the line of the first place it names: `… at /States/Wait/Seconds`. */
export function refusedMachine(file: string, refusal: Error): MachineFileError {
  const path = / at (\/[^,' ]*)/.exec(refusal.message)?.[1] ?? '/';
  return new MachineFileError(file, lineOf(readFileSync(file, 'utf8'), path), `${refusal.message}.`, refusal);
}

/** Line of the member that a path names, or of the last of its names that is there. */
function lineOf(text: string, path: string): number {
  let position = 0;
  for (const name of path.split('/').filter((each) => each !== '')) {
    const found = text.indexOf(`"${name.replace(/\[\d+\]$/, '')}"`, position);
    if (found === -1) break;
    position = found;
  }
  return lineAt(text, position);
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;
