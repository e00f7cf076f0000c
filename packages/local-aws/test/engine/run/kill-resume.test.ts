import { createEngine } from '../../../engine/engine';
import type { Json } from '../../../engine/json';
import { memoryStore, type Store } from '../../../store';
import { chain, harness, output, task } from '../harness';

/** Lets so many writes through, then is dead for good: what a killed process leaves behind. */
function mortal(store: Store, writes: number): Store & { readonly dead: Promise<void> } {
  let left = writes;
  let die = (): void => {};
  const dead = new Promise<void>((resolve) => {
    die = resolve;
  });
  const append: Store['append'] = (list) => {
    if (left-- <= 0) {
      die();
      throw new Error('killed');
    }
    store.append(list);
  };
  return {
    dead,
    entries: (namespace) => store.entries(namespace),
    get: (namespace, key) => store.get(namespace, key),
    close: () => store.close(),
    append,
    room: () => store.room(),
    async write(list) {
      append(list);
    },
  };
}

const child = chain({ Work: task('double'), Rest: { Type: 'Wait', Seconds: 30 } });

const everything = (childArn: string): object =>
  chain({
    Begin: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' } },
    Doubled: task('double', { Retry: [{ ErrorEquals: ['TroubleError'] }] }),
    Pause: { Type: 'Wait', Seconds: 600 },
    Both: {
      Type: 'Parallel',
      Branches: [
        chain({ Left: task('double'), LeftRest: { Type: 'Wait', Seconds: 5 } }),
        chain({ Right: { Type: 'Pass', Output: '{% $n %}' } }),
      ],
    },
    Each: {
      Type: 'Map',
      Items: '{% [1..4] %}',
      MaxConcurrency: 2,
      ItemSelector: { n: '{% $states.context.Map.Item.Value %}' },
      ItemProcessor: chain({ One: task('double'), Settle: { Type: 'Wait', Seconds: 1 } }),
    },
    Many: {
      Type: 'Map',
      Label: 'Many',
      MaxConcurrency: 2,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        ...chain({ Child: task('double') }),
      },
    },
    Nested: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: childArn, Input: { n: '{% $n %}' } },
      Output: { nested: '{% $states.result.Output %}', many: '{% $states.input %}' },
    },
    Done: { Type: 'Succeed' },
  });

const EXPECTED = { nested: { n: 2 }, many: [{ n: 4 }, { n: 8 }, { n: 12 }, { n: 16 }] };

/** Doubles; its very first call fails, so that a retry is under way at some of the deaths. */
function functions(): { double: (payload: never) => Json; calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    double: ({ n }: { n: number }) => {
      if (++calls === 1) throw Object.assign(new Error('first call'), { name: 'TroubleError' });
      return { n: n * 2 };
    },
  };
}

async function runToDeath(
  writes: number,
): Promise<{ store: Store; now: number; finished: boolean; calls: () => number; double: (payload: never) => Json }> {
  const store = memoryStore();
  const doomed = mortal(store, writes);
  const { double, calls } = functions();
  const h = await harness({ double }, { store: doomed, ids: ids('a') });
  const finished = (async () => {
    const childArn = await h.createMachine(child, 'child');
    const execution = await h.run(everything(childArn), { n: 1 }, 'parent');
    await h.engine.journal.flush();
    return execution;
  })();
  finished.catch(() => {});
  const ended = await Promise.race([
    finished.then(
      () => true,
      () => false,
    ),
    doomed.dead.then(() => false),
  ]);
  return { store, now: h.clock.now(), finished: ended, calls, double };
}

const ids = (prefix: string): (() => string) => {
  let n = 0;
  return () => `${prefix}${++n}`;
};

const PARENT = 'arn:aws:states:eu-central-1:111111111111:stateMachine:parent';

test('killed at any write, the engine goes on to the same end with one unbroken history', async () => {
  let deaths = 0;
  for (let writes = 0; ; writes++) {
    const { store, now, finished, double } = await runToDeath(writes);
    const h = await harness({ double }, { store, now, ids: ids(`b${writes}-`) });
    h.engine.resume();
    const parents = [...h.engine.executions.values()].filter((e) => e.record.stateMachineArn === PARENT);
    for (const { record } of parents) {
      const execution = await h.end(record.arn);
      expect({
        writes,
        status: execution.record.status,
        cause: execution.record.cause,
        output: output(execution),
      }).toEqual({
        writes,
        status: 'SUCCEEDED',
        cause: undefined,
        output: EXPECTED,
      });
      const events = await h.events(record.arn);
      expect(events.map((e) => e.id)).toEqual(events.map((_, i) => i + 1));
      const entered = events.filter((e) => e.type.endsWith('StateEntered')).length;
      const exited = events.filter((e) => e.type.endsWith('StateExited')).length;
      expect({ writes, entered, exited }).toEqual({ writes, entered: 19, exited: 19 });
      expect(events.filter((e) => e.type === 'MapRunStarted')).toHaveLength(1);
    }
    if (finished) break;
    deaths++;
  }
  expect(deaths).toBeGreaterThan(20);
}, 60_000);

test('a start that was answered is there after the kill', async () => {
  const store = memoryStore();
  const h = await harness({}, { store });
  const arn = await h.createMachine(chain({ Long: { Type: 'Wait', Seconds: 1000 } }));
  const { record } = await h.engine.start({ stateMachineArn: arn, name: 'kept' });
  const again = await createEngine({ ...h.engine.dependencies, store });
  expect(again.execution(record.arn)?.record.status).toBe('RUNNING');
});

test('a status event that EventBridge refuses is told of, and sent again until it is taken', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const taken: unknown[] = [];
  let refusals = 3;
  const emit = async ({ detail }: { readonly detail: object }): Promise<void> => {
    if (refusals-- > 0) throw new Error('EventBridge is not there');
    taken.push(detail);
  };
  const h = await harness({ double: () => 2 }, { emit });
  await h.run(chain({ Work: task('double') }), 1);
  while (taken.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toMatchObject([{ status: 'RUNNING' }, { status: 'SUCCEEDED' }]);
  expect(String(stderr.mock.calls[0]?.[0])).toContain('EventBridge is not there');
  stderr.mockRestore();
});

test('status events that were owed at the kill are sent as they were then', async () => {
  const store = memoryStore();
  const before = await harness({ double: () => 2 }, { store, emit: () => new Promise<never>(() => {}) });
  const arn = await before.createMachine(chain({ Work: task('double') }));
  await before.engine.start({ stateMachineArn: arn, name: 'told', input: '1' });
  while (before.engine.executions.values().next().value?.record.status === 'RUNNING')
    await new Promise((resolve) => setImmediate(resolve));
  await before.engine.journal.flush();
  const emitted: unknown[] = [];
  const now = before.clock.now();
  const after = await harness({}, { store, now, emit: async ({ detail }) => void emitted.push(detail) });
  after.engine.resume();
  while (emitted.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(emitted).toMatchObject([
    { name: 'told', status: 'RUNNING', input: '1', output: null, stopDate: null },
    { name: 'told', status: 'SUCCEEDED', input: '1', output: '2', stopDate: now },
  ]);
});
