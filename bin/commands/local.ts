import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadSettings } from '../../lib/config';
import { logFile } from '../../local/functions/function-log';
import { describeGenerated, localSources } from '../../local/generated-databases';
import { startRuntime } from '../../local/runtime';
import { catchStrayRejections, inBackground } from '../../packages/local-aws/background';
import { ScaledClock } from '../../packages/local-aws/clock';
import { describeMadeTables } from '../dynamodb/describe-made-tables';
import { localAnswers } from '../local-answers';
import { CONFIG_OPTION, localConfiguration } from '../local-configuration';
import { control } from '../local-control';
import { describeDestinations } from '../local-destinations';
import { welcome } from '../local-welcome';
import { printWarnings } from '../print-warnings';
import { announceLocal, LOCAL_DIRECTORY, pointAtLocal, runningUrl } from '../target';

interface LocalOptions {
  readonly port: string;
  readonly speed: string;
  readonly config?: string;
  readonly answers?: string;
}

/** Below the runtime's directory. */
const FUNCTIONS_LOG = 'functions.log';
const DEFAULT_PORT = 4599;
/** An hour passes in a minute. */
const DEFAULT_SPEED = 60;

/** `local`: the runtime of the demo, staying up. `snapshot`: the event that starts everything. */
export function registerLocal(program: Command): void {
  program
    .command('local')
    .description('start the local runtime with the same databases and stay up')
    .option('--port <port>', 'where it listens on 127.0.0.1; 0 takes a free one', String(DEFAULT_PORT))
    .option('--speed <factor>', 'how many times faster than real time', String(DEFAULT_SPEED))
    .option('--config <file>', CONFIG_OPTION)
    .option('--answers <file>', "answer what no document of AWS says as in this file of 'lakeferry probe'")
    .action(async (options: LocalOptions) => {
      const speed = positive('--speed', options.speed);
      const directory = join(LOCAL_DIRECTORY, 'local');
      const config = localConfiguration(options.config);
      const settings = loadSettings({ file: config });
      printWarnings(settings);
      const local = localSources(settings);
      const answered = options.answers === undefined ? undefined : localAnswers(options.answers);
      await refuseSecond();
      process.stdout.write('Loading the source databases.\n');
      const clock = lastingClock(directory, speed);
      const functionsLog = join(directory, FUNCTIONS_LOG);
      const runtime = await startRuntime({
        settings,
        sources: local.sources,
        directory,
        clock,
        port: portNumber(options.port),
        answers: answered?.answers,
        log: logFile(functionsLog, () => clock.now()),
      });
      announceLocal(runtime.url, config);
      process.stdout.write(welcome(runtime.url, speed, runtime.sourceIds, settings));
      process.stdout.write(`Warnings and errors of the functions: ${functionsLog}\n`);
      if (settings.notifications.mail.length > 0)
        process.stdout.write(`Mails that people would get: ${join(directory, 'sns', 'outbox')}\n`);
      const destinations = describeDestinations(settings, runtime.ownerConfig);
      const madeTables = describeMadeTables(runtime.madeTables);
      for (const notice of [destinations, madeTables, describeGenerated(local), answered?.notice]) {
        if (notice !== undefined) process.stdout.write(`${notice}\n`);
      }
      catchStrayRejections();
      const stop = (): void => inBackground('shutdown', () => runtime.close().finally(() => process.exit()));
      process.once('SIGINT', stop).once('SIGTERM', stop);
    });

  program
    .command('snapshot')
    .description('make the local runtime take an automated snapshot, which starts the pipeline')
    .argument('<source>', 'a cluster or instance of the configuration that it runs')
    .action(async (source: string) => {
      pointAtLocal();
      const { snapshotArn } = await control<{ snapshotArn: string }>('snapshot', { source });
      process.stdout.write(`${snapshotArn}\n`);
    });

  program
    .command('fault')
    .description('make something fail in the local runtime, by name')
    .argument('<name>', 'for example crawl-failed, export-failed, throttling, lost-response')
    .argument('<target>', "what it strikes: a crawler's name, a source, an operation such as glue:StartCrawler, or '*'")
    .option('--times <n>', 'how often', '1')
    .action(async (name: string, target: string, { times }: { times: string }) => {
      pointAtLocal();
      const { pending } = await control<{ pending: unknown[] }>('fault', {
        name,
        target,
        times: positive('--times', times),
      });
      process.stdout.write(`${JSON.stringify(pending)}\n`);
    });
}

/** Throws when a runtime that was started in this folder still answers: two cannot share what they keep. */
async function refuseSecond(): Promise<void> {
  const url = await runningUrl();
  if (url === undefined) return;
  throw new Error(
    `The local runtime of this folder runs already, at ${url}. Use it with --local, or end it with Ctrl-C.`,
  );
}

const SAVE_CLOCK_MS = 1000;

/**
 * Begins at the present, or where an earlier run of this folder may have come to, whichever is later: fast time runs
 * ahead of real time, and must not go back over what it has dated. What is kept lies ahead by more than passes until it
 * is kept again.
 */
function lastingClock(directory: string, speed: number): ScaledClock {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'clock');
  const reached = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const clock = new ScaledClock(speed, Math.max(Date.now(), reached));
  const save = (): void => writeFileSync(file, String(clock.now() + 3 * SAVE_CLOCK_MS * speed));
  save();
  setInterval(save, SAVE_CLOCK_MS).unref();
  return clock;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`--port is '${text}'. Use a whole number from 0 (a free one) to 65535.`);
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${option} is '${text}'. Use a number above 0.`);
  return value;
}
