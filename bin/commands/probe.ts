import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import { agrees, terminal as standardTerminal, type Terminal } from '../ask';
import { Journal, type ProbePlace } from '../probe/journal';
import { QUESTIONS } from '../probe/questions';
import { type ProbeClients, removeMade } from '../probe/remove';
import { type ProbeDocument, runProbe } from '../probe/run-probe';
import { stageNames } from '../probe/stage';
import { chooseTarget, LOCAL_DIRECTORY, print, type TargetOptions, withTarget } from '../target';

interface ProbeCommandOptions extends TargetOptions {
  readonly yes?: boolean;
  readonly clean?: boolean;
  readonly out: string;
}

const JOURNALS = join(LOCAL_DIRECTORY, 'probe');
const PAUSE_MS = 5000;

/**
 * `probe`: asks an account what no document of AWS says. `probe --clean`: removes what a probe left that was killed.
 */
export function registerProbe(program: Command, terminal = standardTerminal): void {
  withTarget(program.command('probe'))
    .description('ask an account what no document of AWS says; makes things under a throwaway name and removes them')
    .option('--yes', 'do not ask before anything is made')
    .option('--clean', 'only remove what earlier probes left that were killed')
    .option('--out <file>', 'where the answers go', 'lakeferry-answers.json')
    .action(async (options: ProbeCommandOptions) => {
      const { environment } = await chooseTarget(options);
      const { Account: account = '' } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
      const place = { account, region: environment.region };
      const clients = { glue: new GlueClient({}), lakeformation: new LakeFormationClient({}) };
      if (options.clean === true) return clean(clients, place);
      await probe(clients, place, options, terminal);
    });
}

async function probe(
  clients: ProbeClients,
  place: ProbePlace,
  options: ProbeCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const name = `lakeferry-probe-${randomBytes(4).toString('hex')}`;
  process.stderr.write(`${announcement(name, place)}\n`);
  if (options.yes !== true) await confirm(terminal);
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const document = await runProbe({
    ...clients,
    ...place,
    directory: JOURNALS,
    name,
    now: () => new Date(),
    signal: interrupted.signal,
    pause: () => wait(PAUSE_MS),
    keep: (answered) => writeFileSync(options.out, `${JSON.stringify(answered, null, 2)}\n`),
  });
  print(document, options, describeDocument);
}

const announcement = (name: string, { account, region }: ProbePlace): string => {
  const { database, table, tagged, tag } = stageNames(name);
  return [
    `In account ${account}, ${region}, the probe asks:`,
    ...QUESTIONS.map(({ asks }) => `  - ${asks}`),
    `It makes, and removes again: LF-tag ${tag}, Glue database ${database}, in it tables ${table} and ${tagged} without data,`,
    `up to three data cells filters on ${table}, and two grants to the account's IAM principals: DESCRIBE on that database, and SELECT on what that tag`,
    'makes public. Your role must be a data lake administrator.',
    'It costs nothing: Lake Formation is free, and so are the first million objects and requests of the Data Catalog each month.',
    "Ctrl-C ends it and removes everything; after a crash 'npx lakeferry probe --clean' does.",
  ].join('\n');
};

async function confirm(terminal: Terminal): Promise<void> {
  if (!terminal.isThere) throw new Error('Nobody can be asked here. Give --yes to let the probe make these things.');
  if (!(await agrees(terminal, 'Make these things?'))) throw new Error("Nothing was made. Answer 'yes' to go on.");
}

const describeDocument = ({ answers, unforeseen }: ProbeDocument): string =>
  QUESTIONS.map(({ name, asks }) => {
    const answer = answers[name] ?? `${unforeseen[name]} (lakeferry is not prepared for this: please report it)`;
    return `${asks}\n  ${name}: ${answer}`;
  }).join('\n');

/** Journals of other accounts and Regions are left: their credentials are needed. */
async function clean(clients: ProbeClients, place: ProbePlace): Promise<void> {
  const left = Journal.left(JOURNALS);
  const isHere = ({ place: { account, region } }: Journal): boolean =>
    account === place.account && region === place.region;
  for (const journal of left.filter(isHere)) await removeMade(clients, journal);
  for (const { place: other } of left.filter((journal) => !isHere(journal))) {
    process.stderr.write(
      `A probe left things in account ${other.account}, ${other.region}. Run this with its credentials and Region.\n`,
    );
  }
  process.stdout.write(`Probes cleaned: ${left.filter(isHere).length}\n`);
}
