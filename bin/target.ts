import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import type { Settings } from '../core/config/types';
import { shellQuoted } from '../core/governance';
import { loadSettings } from '../lib/config';
import { printWarnings } from './print-warnings';

/** Where the local runtime keeps everything, below the working directory. */
export const LOCAL_DIRECTORY = '.lakeferry';
/** Holds the endpoint of the running local runtime, so that other commands find it. */
export const ENDPOINT_FILE = 'endpoint';
/** Holds the path of the configuration that the local runtime runs. */
const CONFIG_FILE = 'config';
/** A process that lives answers at once. */
const ANSWER_MS = 2000;

export interface TargetOptions {
  readonly local?: boolean;
  readonly json?: boolean;
  readonly config?: string;
}

/** Adds the options every command has that asks AWS. */
export const withTarget = (command: Command): Command =>
  command
    .option('--local', 'ask the local runtime (npm run local) instead of AWS')
    .option('--config <file>', "another configuration than lakeferry.config.ts; with --local, than the local runtime's")
    .option('--json', 'print one JSON document');

/** The words of a printed command that goes where the one that prints it went. */
export const targetWords = ({ local = false, config }: TargetOptions): string[] => [
  ...(local ? ['--local'] : []),
  ...(config === undefined ? [] : ['--config', shellQuoted(config)]),
];

/**
 * Points every SDK client of this process at the lake of a configuration, on AWS or in the local runtime. Returns its
 * settings.
 */
export async function chooseTarget(
  { local = false, config }: TargetOptions,
  directory = LOCAL_DIRECTORY,
): Promise<Settings> {
  if (local) pointAtLocal(directory);
  const settings = loadSettings({ file: config ?? (local ? localConfig(directory) : undefined) });
  printWarnings(settings);
  process.env.AWS_REGION = settings.environment.region;
  await requireAccount(settings);
  return settings;
}

/** Sends every SDK client of this process to the local runtime. Throws when none has been started here. */
export function pointAtLocal(directory = LOCAL_DIRECTORY): void {
  try {
    process.env.AWS_ENDPOINT_URL = readFileSync(join(directory, ENDPOINT_FILE), 'utf8').trim();
  } catch (cause) {
    throw new Error(`No local runtime has been started in this folder. Start one with 'npm run local'.`, { cause });
  }
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
}

/**
 * Whole: the aws command line asks nothing without keys and a Region. The number of an account is the key of it, any
 * other one is the runtime's own.
 */
export const localCredentials = (url: string, region: string, key = 'local'): string =>
  `AWS_ENDPOINT_URL=${url} AWS_ACCESS_KEY_ID=${key} AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=${region}`;

/** An `aws` command that goes where the one that prints it went. */
export const awsFor = (command: string, { local = false }: TargetOptions, region: string): string =>
  local
    ? `${localCredentials(process.env.AWS_ENDPOINT_URL ?? '', region)} ${command}`
    : `${command} --region ${region}`;

/** Tells the other commands of this folder where the local runtime answers, and which configuration it runs. */
export function announceLocal(url: string, config: string, directory = LOCAL_DIRECTORY): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, CONFIG_FILE), resolve(config));
  writeFileSync(join(directory, ENDPOINT_FILE), url);
}

function localConfig(directory: string): string | undefined {
  const file = join(directory, CONFIG_FILE);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * Throws when the credentials are not those of the configured account: its lake would not be found, or another one
 * would.
 */
async function requireAccount({ environment: { account } }: Settings): Promise<void> {
  if (account === undefined) return;
  const { Account } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  if (Account === account) return;
  throw new Error(
    `environment.account is '${account}', but the credentials are those of account ${Account}. ` +
      `Use credentials of ${account}, for example AWS_PROFILE=<profile>, or correct the configuration.`,
  );
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
