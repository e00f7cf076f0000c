import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';

/** Where the local runtime keeps everything, below the working directory. */
export const LOCAL_DIRECTORY = '.lakeferry';
/** Holds the endpoint of the running local runtime, so that other commands find it. */
export const ENDPOINT_FILE = 'endpoint';
/** A process that lives answers at once. */
const ANSWER_MS = 2000;

export interface TargetOptions {
  readonly local?: boolean;
  readonly json?: boolean;
}

/** Adds the options every command has that asks AWS. */
export const withTarget = (command: Command): Command =>
  command
    .option('--local', 'ask the local runtime (npm run local) instead of AWS')
    .option('--json', 'print one JSON document');

/** Points every SDK client of this process at the local runtime. Throws when none has been started here. */
export function chooseTarget({ local }: TargetOptions, directory = LOCAL_DIRECTORY): void {
  if (local !== true) return;
  try {
    process.env.AWS_ENDPOINT_URL = readFileSync(join(directory, ENDPOINT_FILE), 'utf8').trim();
  } catch (cause) {
    throw new Error(`No local runtime has been started in this folder. Start one with 'npm run local'.`, { cause });
  }
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  process.env.AWS_REGION ??= 'eu-west-1';
}

/** Where the local runtime of this folder answers; undefined when none does. */
export async function runningUrl(directory = LOCAL_DIRECTORY): Promise<string | undefined> {
  const file = join(directory, ENDPOINT_FILE);
  if (!existsSync(file)) return undefined;
  const url = readFileSync(file, 'utf8').trim();
  try {
    // Any answer of S3's will do; whoever else listens there now sends no request id.
    const { headers } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    return headers.has('x-amz-request-id') ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Prints the document as JSON, or what the function makes of it for people. */
export const print = <T>(document: T, { json }: TargetOptions, forPeople: (document: T) => string): void => {
  process.stdout.write(`${json === true ? JSON.stringify(document, null, 2) : forPeople(document)}\n`);
};
