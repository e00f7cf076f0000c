import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { registerCommands } from '../../bin/program';
import { announceLocal } from '../../bin/target';
import { loadSettings } from '../../lib/config';
import { localSources } from '../../local/generated-databases';
import { type Runtime, startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';
import { memoryStore } from '../../packages/local-aws/store';
import '../local/world/errors-of-node';
import { commandsIn, DOCUMENTS, inlineCommands, read } from './document-commands';

/** Commands of README and the documents, run against the local runtime with the configuration that README shows. */

const ROOT = join(__dirname, '..', '..');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
const documents = DOCUMENTS.map((document) => ({ document, ...commandsIn(document) }));
const commands = documents.flatMap((each) => each.commands);
const ofNeed = (wanted: string): string[] => [
  ...new Set(commands.filter(({ need }) => need === wanted).map(({ command }) => command)),
];

/** Commands that start the runtime, whose log a test of their own reads, or that need no runtime. */
const STARTS_RUNTIME = /^npm run local\b/;

const home = process.cwd();
const kept = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'lakeferry-documents-'));
let runtime: Runtime;
let sfn: SFNClient;

beforeAll(async () => {
  const config = join(folder, 'lakeferry.config.ts');
  const example = /```ts\n\/\/ lakeferry\.config\.ts\n([\s\S]*?)```/.exec(read('README.md'))![1]!;
  writeFileSync(
    config,
    example.replace("'./core/config/validate'", JSON.stringify(join(ROOT, 'core/config/validate'))),
  );
  const settings = loadSettings({ file: config });
  runtime = await startRuntime({
    settings,
    sources: localSources(settings).sources,
    directory: join(folder, 'runtime'),
    clock: new VirtualClock(Date.UTC(2026, 0, 15, 1)),
    store: memoryStore(),
  });
  sfn = new SFNClient(runtime.clientConfig());
  mkdirSync(join(folder, 'work'));
  process.chdir(join(folder, 'work'));
  announceLocal(runtime.url, config);
  await failedExecution();
}, 60_000);
afterAll(async () => {
  process.chdir(home);
  process.env = kept;
  process.exitCode = undefined;
  await runtime.close();
});

/** An execution that can be redriven: the crawl of its snapshot failed. */
async function failedExecution(): Promise<string> {
  const newest = async () => {
    const stateMachineArn = runtime.resources.machines['export-snapshot'];
    return (await sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.[0];
  };
  const last = await newest();
  if (last?.status === 'FAILED') return last.executionArn!;
  runtime.faults.inject({ name: 'crawl-failed', target: '*' });
  await runtime.takeSnapshot('orders');
  for (;;) {
    const run = await newest();
    if (run?.status === 'FAILED' && run.executionArn !== last?.executionArn) return run.executionArn!;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs `lakeferry` in this process. Returns what it printed. */
async function lakeferry(words: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  try {
    const program = new Command('lakeferry').exitOverride().configureOutput({ writeErr: () => {} });
    await registerCommands(program).parseAsync(words, { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return printed.join('');
}

/** The words after `lakeferry`, of a call by npx or by an npm script. Undefined for another command. */
function wordsOf(command: string): string[] | undefined {
  const [, script, rest = ''] = /^npm run (\w+)(?: -- (.*))?$/.exec(command) ?? [];
  if (script !== undefined && scripts[script]?.startsWith('node bin/lakeferry.js') === true) {
    return [scripts[script].replace('node bin/lakeferry.js', '').trim(), ...split(rest)].filter((word) => word !== '');
  }
  return command.startsWith('npx lakeferry ') ? split(command.slice('npx lakeferry '.length)) : undefined;
}

const split = (text: string): string[] => (text.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));

const PLACEHOLDERS: Readonly<Record<string, () => string | Promise<string>>> = {
  '<execution>': failedExecution,
  '<source>': () => 'orders',
  'lakeferry.config.ts': () => join(ROOT, 'lakeferry.config.ts'),
};
const filled = (words: readonly string[]): Promise<string[]> =>
  Promise.all(words.map((word) => PLACEHOLDERS[word]?.() ?? word));

const ASKS_AWS = ['runs', 'show', 'redrive', 'governance'];

describe('commands that are run', () => {
  const run = ofNeed('run').filter((command) => !STARTS_RUNTIME.test(command));
  it.each(run)(
    '%s',
    async (command) => {
      const words = await filled(wordsOf(command) ?? []);
      expect(words).not.toEqual([]);
      const asksLocal = ASKS_AWS.includes(words[0]!) && !words.includes('--local') ? ['--local'] : [];
      expect(await lakeferry([...words, ...asksLocal])).not.toBe('');
    },
    60_000,
  );
});

it('npm run local is a command with the options that are shown', () => {
  const shown = [...ofNeed('run'), ...documents.flatMap(({ document }) => inlineCommands(document))];
  const local = registerCommands(new Command()).commands.find((each) => each.name() === 'local')!;
  const options = shown
    .filter((command) => STARTS_RUNTIME.test(command))
    .flatMap((command) => command.match(/--\w+/g) ?? []);
  expect(shown).toContain('npm run local');
  for (const option of options) expect(local.options.map(({ long }) => long)).toContain(option);
});

describe('commands that take long', () => {
  it.each(ofNeed('long'))('%s names what is there', (command) => {
    for (const [, script] of command.matchAll(/npm (?:run )?(?!ci\b)([\w:-]+)/g))
      expect(scripts).toHaveProperty(script!);
    for (const [, path] of command.matchAll(/jest ([\w/-]+)/g)) expect(existsSync(join(ROOT, path!))).toBe(true);
    expect(command).toMatch(/npm|npx (?:jest|cdk synth)|\.ci\/run/);
  });

  it("the gate runs README's two", () => {
    const gate = readFileSync(join(ROOT, '.ci', 'run'), 'utf8');
    for (const script of ['npm ci', 'npm test', 'npm run --silent demo', 'npx cdk synth'])
      expect(gate).toContain(script);
  });
});

describe('commands that need an account', () => {
  it.each(ofNeed('account'))('%s is one of a tool that asks AWS', (command) =>
    expect(command).toMatch(
      /^(?:npx cdk (?:bootstrap|deploy|destroy|diff|drift)(?: |$)|sed |npx lakeferry |aws |[A-Z]+=|node -e |export )/,
    ),
  );
});

/** AWS's command line names services and operations as the SDK does, but for these. */
const CLIENTS: Readonly<Record<string, string>> = { stepfunctions: 'sfn', s3api: 's3' };

it('names operations of AWS that exist', async () => {
  const named = ofNeed('account').flatMap((command) => [...command.matchAll(/\baws ([a-z0-9]+) ([a-z0-9-]+)/g)]);
  expect(named.length).toBeGreaterThan(2);
  for (const [command, service = '', operation = ''] of named) {
    const client = join(ROOT, 'node_modules', '@aws-sdk', `client-${CLIENTS[service] ?? service}`);
    if (service === 's3' || !existsSync(client)) continue;
    const known = Object.keys((await import(client)) as object).map((name) => name.toLowerCase());
    expect([command, known.includes(`${operation.replaceAll('-', '')}command`)]).toEqual([command, true]);
  }
});

describe.each(documents)('$document', ({ document, unmarked }) => {
  it('has every command in a block that says what it needs', () => expect(unmarked).toEqual([]));

  it('names commands within sentences that exist', () => {
    for (const command of inlineCommands(document)) {
      const [, script] = /^npm run ([\w:-]+)/.exec(command) ?? [];
      if (script !== undefined) expect(scripts).toHaveProperty(script);
      const words = /^npx lakeferry (.*)/.exec(command)?.[1];
      if (words !== undefined) expect(knows(split(words))).toBe(true);
    }
  });
});

/** Whether the first words are a command and its subcommand, and every option is known to it. */
function knows(words: readonly string[]): boolean {
  let command = registerCommands(new Command());
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
  }
  const known = command.options.map(({ long }) => long);
  return command.parent !== null && words.filter((word) => word.startsWith('--')).every((word) => known.includes(word));
}
