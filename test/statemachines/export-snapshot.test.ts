import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { waitForExport } from '../../core/snapshots/slots';

const text = readFileSync(join(__dirname, '..', '..', 'statemachines', 'export-snapshot.asl.json'), 'utf8');

interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly Arguments?: object;
  readonly Assign?: Readonly<Record<string, string>>;
  readonly Output?: unknown;
}
const machine = JSON.parse(text) as { readonly States: Readonly<Record<string, State>> };
const states = Object.entries(machine.States);
const { DescribeExport, StartExport, RecordExported, RecordPublished } = machine.States;

/** Every `{% … %}` of the file, with where it stands. */
function expressions(value: unknown, path: string): [path: string, expression: string][] {
  if (typeof value === 'string') return /^\{%.*%\}$/s.test(value) ? [[path, value.slice(2, -2)]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => expressions(each, `${path}/${key}`));
}

/** Evaluates all expressions of a field, as the engine does. */
async function evaluate(value: unknown, bindings: object): Promise<unknown> {
  if (typeof value === 'string') {
    return /^\{%.*%\}$/s.test(value) ? jsonata(value.slice(2, -2)).evaluate(undefined, { ...bindings }) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(async ([key, each]) => [key, await evaluate(each, bindings)] as const);
  return Object.fromEntries(await Promise.all(members));
}

const T0 = Date.parse('2026-11-20T02:00:00Z');
const context = (now: number, execution: object = {}) => ({
  State: { EnteredTime: new Date(now).toISOString() },
  Execution: {
    Id: 'arn:e',
    StartTime: new Date(T0).toISOString(),
    RedriveCount: 0,
    Input: { source: 'aws.rds' },
    ...execution,
  },
});

describe('the file', () => {
  it.each(expressions(machine, ''))('%s parses', (_path, expression) => {
    expect(() => jsonata(expression)).not.toThrow();
  });

  it('is accepted by asl-validator, placeholders filled', () => {
    const validate = require('asl-validator') as (definition: object) => { isValid: boolean; errors: unknown[] };
    const filled = text
      .replaceAll('$' + '{Partition}', 'aws')
      .replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1');
    expect(validate(JSON.parse(filled))).toMatchObject({ isValid: true, errors: [] });
  });

  it.each(states)('%s says what a redrive does there, or ends', (_name, { Type, Comment }) => {
    if (Type !== 'Succeed') expect(Comment).toMatch(/[Rr]edrive/);
  });

  it.each(states.filter(([, { Type }]) => Type === 'Task'))('%s has a timeout and retries', (_name, task) => {
    expect(task.TimeoutSeconds).toBeGreaterThan(0);
    const names = (task.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => /States\.(ALL|TaskFailed)|Denied|ExportFailed|SnapshotGone/.test(name))).toEqual([]);
  });

  it('has no Fail state, and catches nothing', () => {
    expect(states.filter(([, { Type }]) => Type === 'Fail')).toEqual([]);
    expect(states.flatMap(([, { Catch = [] }]) => Catch)).toEqual([]);
  });
});

describe('the looks at an export', () => {
  it('tell describe-export which export it is and how old, and wait as long as it says', async () => {
    const bindings = { export: { exportTaskId: 'orders-1' }, exportStartedAt: 'then', expectedSeconds: 7 };
    const { Payload } = (await evaluate(DescribeExport!.Arguments, bindings)) as { Payload: object };
    expect(Payload).toEqual({ export: { exportTaskId: 'orders-1' }, startedAt: 'then', expectedSeconds: 7 });
    const states = { result: { Payload: { status: 'STARTING', waitSeconds: 42 } } };
    expect(await evaluate(DescribeExport!.Assign, { states })).toEqual({ waitSeconds: 42 });
    expect(await evaluate(DescribeExport!.Output, { states })).toEqual(states.result.Payload);
  });

  /** Restores for a quarter of an hour at 0%, then advances evenly. */
  function watch(durationSeconds: number, expectedSeconds: number) {
    const restoring = Math.min(900, 0.4 * durationSeconds);
    let now = waitForExport({ elapsedSeconds: 0, expectedSeconds, percentProgress: 0 });
    let looks = 1;
    for (; now < durationSeconds; looks++) {
      const share = Math.max(now - restoring, 0) / (durationSeconds - restoring);
      const percentProgress = Math.floor(100 * share);
      now += waitForExport({ elapsedSeconds: now, expectedSeconds, percentProgress });
    }
    return { looks, late: (now - durationSeconds) / durationSeconds };
  }

  const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
  it.each([
    ['35 minutes, as expected', 35 * MINUTE, 35 * MINUTE, 10],
    ['35 minutes, a fifth longer than expected', 35 * MINUTE, 29 * MINUTE, 12],
    ['35 minutes, a fifth shorter than expected', 35 * MINUTE, 43 * MINUTE, 12],
    ['3 hours, as expected', 3 * HOUR, 3 * HOUR, 10],
    ['a day, as expected', DAY, DAY, 10],
    ['a day, the first time', DAY, 35 * MINUTE, 60],
    ['two weeks, the first time', 14 * DAY, 35 * MINUTE, 160],
  ])('%s: the end is seen in time, in few looks', async (_what, duration, expected, mostLooks) => {
    const { looks, late } = watch(duration, expected);
    expect(looks).toBeLessThanOrEqual(mostLooks);
    expect(late).toBeLessThanOrEqual(0.025);
  });

  it('stay within the history when two weeks pass without any progress', async () => {
    let looks = 0;
    for (let now = 0; now < 14 * DAY; looks++) {
      now += waitForExport({ elapsedSeconds: now, expectedSeconds: 60, percentProgress: 0 });
    }
    const EVENTS_PER_LOOK = 9;
    expect(looks * EVENTS_PER_LOOK).toBeLessThan(25_000);
  });
});

describe('what goes to the function and the ledger', () => {
  const ref = { exportTaskId: 'orders-1', sourceId: 'orders', snapshotTime: '2026-11-20T02:00:00.000Z' };

  it('names a redrive only after one', async () => {
    const payload = async (execution: object) =>
      ((await evaluate(StartExport!.Arguments, { states: { context: context(T0, execution) } })) as { Payload: object })
        .Payload;
    const first = { executionArn: 'arn:e', startedAt: '2026-11-20T02:00:00.000Z', redriveCount: 0 };
    expect(await payload({})).toEqual({ trigger: { source: 'aws.rds' }, execution: first });
    expect(await payload({ RedriveCount: 1, RedriveTime: 'later' })).toEqual({
      trigger: { source: 'aws.rds' },
      execution: { ...first, redriveCount: 1, redrivenAt: 'later' },
    });
  });

  it('is written under the keys of core/ledger', async () => {
    const input = { status: 'COMPLETE', endedAt: 'then', sizeGb: 7, warning: '' };
    expect(
      await evaluate(RecordExported!.Arguments, { export: ref, states: { input, context: context(T0) } }),
    ).toMatchObject({
      Key: { pk: { S: 'SOURCE#orders' }, sk: { S: 'EXPORT#2026-11-20T02:00:00.000Z' } },
      ExpressionAttributeValues: { ':status': { S: 'EXPORTED' }, ':exportedAt': { S: 'then' }, ':sizeGb': { N: '7' } },
    });
  });

  it.each([
    [{ outcome: 'PUBLISHED', skippedTables: 2 }, 'PUBLISHED', 2],
    [{ outcome: 'PUBLISHED_INCOMPLETE', skippedTables: 2 }, 'PUBLISHED_INCOMPLETE', 2],
    [{ outcome: 'SUPERSEDED', message: 'newer' }, 'SUPERSEDED', 0],
    [{}, 'PUBLISHED', 0],
  ])('reports %j of publish-export as %s with %i skipped tables', async (input, outcome, skippedTables) => {
    const bindings = { export: ref, warning: '', states: { input, context: context(T0) } };
    expect(await evaluate(RecordPublished!.Output, bindings)).toMatchObject({ outcome, skippedTables, publish: input });
    const status = outcome === 'SUPERSEDED' ? 'SUPERSEDED' : 'PUBLISHED';
    expect(await evaluate(RecordPublished!.Arguments, bindings)).toMatchObject({
      ExpressionAttributeValues: { ':status': { S: status }, ':skippedTables': { N: String(skippedTables) } },
    });
  });
});
