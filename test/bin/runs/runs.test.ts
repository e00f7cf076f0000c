import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { findMachine, findRun } from '../../../bin/runs/find-run';
import { listRuns } from '../../../bin/runs/list-runs';
import { describeRun, showRun } from '../../../bin/runs/show-run';
import { summarizeRun } from '../../../bin/runs/summarize-run';
import { validateConfig } from '../../../core/config/validate';
import { namesOf } from '../../../core/deployed-names';
import { rootCause } from '../../../functions/shared/runs/root-cause';
import { type Runtime, startRuntime } from '../../../local/runtime';
import { VirtualClock } from '../../../packages/local-aws/clock';
import { memoryStore } from '../../../packages/local-aws/store';
import { FailingMachines, failing, mapping, nesting } from '../../functions/shared/runs/failing-machines';

const settings = validateConfig({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
});

let runtime: Runtime;
let sfn: SFNClient;
let machines: FailingMachines;

beforeAll(async () => {
  runtime = await startRuntime({
    settings,
    directory: mkdtempSync(join(tmpdir(), 'lakeferry-runs-')),
    clock: new VirtualClock(Date.UTC(2026, 0, 15, 1)),
    store: memoryStore(),
    sources: [],
    adHocRoles: true,
  });
  sfn = new SFNClient(runtime.clientConfig());
  machines = new FailingMachines(sfn);
});
afterAll(() => runtime.close());

it('a failed execution is shown with its deepest cause, what to do and where to look', async () => {
  const inner = await machines.create('inner', { Break: failing('CrawlFailedError', 'Internal Service Exception') });
  const top = await machines.run(await machines.create('outer', { Nest: nesting(inner) }));
  const shown = showRun(await describeRun(sfn, top));
  expect(shown).toContain('FAILED in Nest');
  expect(shown).toContain('CrawlFailedError: Internal Service Exception');
  expect(shown).toContain(`failed in  ${(await rootCause(sfn, top)).executionArn}, state Break`);
  expect(shown).toContain(`Read the crawl's log and remove the cause.`);
  expect(shown).toContain(`Then: npx lakeferry redrive ${top}`);
  expect(showRun(await describeRun(sfn, top), { local: true, config: "it's.ts" })).toContain(
    `npx lakeferry redrive --local --config 'it'\\''s.ts' ${top}`,
  );
  expect(shown).toContain('https://eu-west-1.console.aws.amazon.com/states/home');
});

it('a run whose Distributed Map failed is listed with the cause of a child that failed, however deep', async () => {
  const states = { Break: failing('SourceChangedError', 'The version is gone.') };
  const map = await machines.create('map', { Map: mapping([1, 2], states) });
  const nested = await machines.create('over-map', { Nest: nesting(map) });
  for (const machine of [map, nested]) {
    await machines.run(machine);
    const [run] = await listRuns(sfn, machine);
    expect((await summarizeRun(sfn, run!, 'UTC')).cause).toBe('SourceChangedError: The version is gone.');
  }
});

it('databases that failed each for itself are shown each with its cause and what to do', async () => {
  const cause = JSON.stringify({
    errorMessage:
      '2 of 9 failed.\n- orders_shop: CrawlFailedError: No luck.\n- orders_crm: GovernanceFailedError: A typo.',
  });
  const top = await machines.run(
    await machines.create('publishing', { Judge: failing('DatabasesFailedError', cause) }),
  );
  const shown = showRun(await describeRun(sfn, top));
  expect(shown).toContain('error      DatabasesFailedError: 2 of 9 failed.\n');
  expect(shown).toContain('database   orders_shop: CrawlFailedError: No luck.\n');
  expect(shown).toContain("Read the crawl's log and remove the cause.");
  expect(shown).toContain('database   orders_crm: GovernanceFailedError: A typo.\n');
  expect(shown).toContain("'npx lakeferry governance plan' shows what is still to do.");
});

it('an execution that a redrive cannot help is shown so', async () => {
  const broken = await machines.create('broken', { Break: failing('ExportMissingError', 'It is gone.') });
  expect(showRun(await describeRun(sfn, await machines.run(broken)))).toContain('A redrive does not help.');
});

it('a machine is found by its name, and named when there is none', async () => {
  expect(await findMachine(sfn, namesOf({}), 'export-snapshot')).toBe(runtime.resources.machines['export-snapshot']);
  await expect(findMachine(sfn, namesOf({}), 'nothing')).rejects.toThrow(
    "There is no state machine 'lakeferry-nothing' here.",
  );
});

it('an execution is found by the beginning of its name', async () => {
  const stateMachineArn = runtime.resources.machines['catalog-tables'];
  const command = new StartExecutionCommand({ stateMachineArn, name: 'catalog-by-hand', input: '{}' });
  const { executionArn } = await sfn.send(command);
  expect(await findRun(sfn, namesOf({}), 'catalog-by')).toBe(executionArn);
  await expect(findRun(sfn, namesOf({}), 'nobody')).rejects.toThrow("No execution's name begins with 'nobody'.");
});
