import type { Json, JsonObject } from '../../../engine/json';
import type { SdkCall } from '../../../engine/ports';
import { memoryStore } from '../../../store';
import { chain, harness, output, START, task } from '../harness';

const distributed = (inner: object, more: object = {}): object =>
  chain({
    Many: {
      Type: 'Map',
      Label: 'Many',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...inner },
      ...more,
    },
  });

const echo = chain({ Echo: { Type: 'Pass' } });

/** S3 with these objects, which also keeps what is put. */
function bucket(objects: Record<string, string>): {
  sdk: (call: SdkCall) => Promise<Json>;
  objects: Record<string, string>;
} {
  const sdk = async ({ action, arguments: args }: SdkCall): Promise<Json> => {
    const { Key, Prefix, Body, ContinuationToken } = args as JsonObject;
    if (action === 'getObject') return { Body: objects[String(Key)] ?? '' };
    if (action === 'putObject') {
      objects[String(Key)] = String(Body);
      return {};
    }
    const keys = Object.keys(objects).filter((k) => k.startsWith(String(Prefix ?? '')));
    const from = Number(ContinuationToken ?? 0);
    const Contents = keys.slice(from, from + 2).map((k) => ({
      Key: k,
      Size: objects[k]!.length,
      ETag: '"e"',
      LastModified: '2026-10-31T12:00:00Z',
      StorageClass: 'STANDARD',
    }));
    return from + 2 < keys.length ? { Contents, NextContinuationToken: String(from + 2) } : { Contents };
  };
  return { sdk, objects };
}

const read = (config: object, resource = 'getObject', more: object = {}): object => ({
  ItemReader: {
    Resource: `arn:aws:states:::s3:${resource}`,
    ReaderConfig: config,
    Arguments: { Bucket: 'b', Key: 'k', ...more },
  },
});

describe('reads', () => {
  test.each<[string, string, object, Json]>([
    ['a JSON array', '[1,{"a":2}]', { InputType: 'JSON' }, [1, { a: 2 }]],
    [
      'a JSON object as pairs',
      '{"a":1,"b":2}',
      { InputType: 'JSON' },
      [
        { Key: 'a', Value: 1 },
        { Key: 'b', Value: 2 },
      ],
    ],
    ['what a pointer leads to', '{"x":{"y":[1,2]}}', { InputType: 'JSON', ItemsPointer: '/x/y' }, [1, 2]],
    ['JSON lines', '{"a":1}\n{"a":2}\n', { InputType: 'JSONL' }, [{ a: 1 }, { a: 2 }]],
    [
      'CSV with its header',
      'a,b\n1,"x, ""y"""\n2,\n',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      [
        { a: '1', b: 'x, "y"' },
        { a: '2', b: '' },
      ],
    ],
    [
      'CSV with given headers and delimiter',
      '1|2|3\n4|5\n',
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'], CSVDelimiter: 'PIPE' },
      [
        { a: '1', b: '2' },
        { a: '4', b: '5' },
      ],
    ],
    ['no more than MaxItems', '[1,2,3]', { InputType: 'JSON', MaxItems: 2 }, [1, 2]],
  ])('%s', async (_, body, config, expected) => {
    const { sdk } = bucket({ k: body });
    const h = await harness({}, { sdk });
    expect(output(await h.run(distributed(echo, read(config))))).toEqual(expected);
  });

  test('every page of a listing, under the names Step Functions gives', async () => {
    const { sdk } = bucket({ 'in/1': 'a', 'in/2': 'bb', 'in/3': 'ccc', other: '' });
    const h = await harness({}, { sdk });
    const listed = output(await h.run(distributed(echo, read({}, 'listObjectsV2', { Prefix: 'in/' }))));
    expect(listed).toEqual(
      [1, 2, 3].map((n) => ({
        Etag: '"e"',
        Key: `in/${n}`,
        LastModified: 1793448000,
        Size: n,
        StorageClass: 'STANDARD',
      })),
    );
  });

  test('something that is no list', async () => {
    const h = await harness({}, { sdk: bucket({ k: '7' }).sdk });
    const { record } = await h.run(distributed(echo, read({ InputType: 'JSON' })));
    expect(record).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'Attempting to map over non-iterable node.',
    });
  });
});

describe('batches', () => {
  test('hold so many items, with the input of all', async () => {
    const h = await harness();
    const batcher = { MaxItemsPerBatch: 2, BatchInput: { day: '{% $states.input.day %}' } };
    const more = {
      Items: '{% $states.input.items %}',
      ItemSelector: { v: '{% $states.context.Map.Item.Value %}', i: '{% $states.context.Map.Item.Index %}' },
      ItemBatcher: batcher,
    };
    const execution = await h.run(distributed(echo, more), { day: 'Monday', items: ['a', 'b', 'c'] });
    expect(output(execution)).toEqual([
      {
        BatchInput: { day: 'Monday' },
        Items: [
          { v: 'a', i: 0 },
          { v: 'b', i: 1 },
        ],
      },
      { BatchInput: { day: 'Monday' }, Items: [{ v: 'c', i: 2 }] },
    ]);
    const [run] = h.engine.mapRuns.of(execution.record.arn);
    const described = await h.api.DescribeMapRun!({ mapRunArn: run!.arn }, {} as never);
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      executionCounts: { total: 2, succeeded: 2, running: 0 },
      itemCounts: { total: 3 },
    });
  });

  test('hold so many bytes', async () => {
    const h = await harness();
    const execution = await h.run(distributed(echo, { ItemBatcher: { MaxInputBytesPerBatch: 60 } }), [
      'x'.repeat(20),
      'y'.repeat(20),
      'z'.repeat(20),
    ]);
    expect((output(execution) as { Items: Json[] }[]).map((b) => b.Items.length)).toEqual([2, 1]);
  });
});

describe('failures', () => {
  const work = chain({ Work: task('work') });
  const functions = {
    work: (n: number) => {
      if (n % 2 === 0) throw Object.assign(new Error('even'), { name: 'EvenError' });
      return n;
    },
  };

  test.each([
    [{ ToleratedFailureCount: 2 }, 'SUCCEEDED'],
    [{ ToleratedFailureCount: 1 }, 'FAILED'],
    [{ ToleratedFailurePercentage: 40 }, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 39 }, 'FAILED'],
    [{ ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }, 'FAILED'],
    [{}, 'FAILED'],
  ])('are tolerated within %j: %s', async (more, status) => {
    const h = await harness(functions);
    const { record } = await h.run(distributed(work, more), [1, 2, 3, 4, 5]);
    expect(record.status).toBe(status);
    if (status === 'FAILED') expect(record.error).toBe('States.ExceedToleratedFailureThreshold');
  });

  test('that are tolerated are told whole among the results', async () => {
    const h = await harness(functions);
    const execution = await h.run(distributed(work, { ToleratedFailureCount: 1 }), [1, 2, 3]);
    expect(output(execution)).toMatchObject([1, { Error: 'EvenError', Status: 'FAILED', Input: '2' }, 3]);
  });
});

test('results are written to S3, and the output names the manifest', async () => {
  const { sdk, objects } = bucket({});
  const h = await harness({}, { sdk });
  const execution = await h.run(
    distributed(echo, {
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'b', Prefix: 'out' } },
    }),
    ['x', 'y'],
  );
  const { ResultWriterDetails } = output(execution) as { ResultWriterDetails: { Bucket: string; Key: string } };
  const manifest = JSON.parse(objects[ResultWriterDetails.Key]!) as { ResultFiles: { SUCCEEDED: { Key: string }[] } };
  const results = JSON.parse(objects[manifest.ResultFiles.SUCCEEDED[0]!.Key]!) as { Output: string; Status: string }[];
  expect(results.map((r) => [r.Status, r.Output])).toEqual([
    ['SUCCEEDED', '"x"'],
    ['SUCCEEDED', '"y"'],
  ]);
});

test('no more children at once than MaxConcurrency', async () => {
  const h = await harness();
  const waits = chain({ Wait: { Type: 'Wait', Seconds: 10 } });
  const { record } = await h.run(distributed(waits, { MaxConcurrency: 3, Items: '{% [1..9] %}' }));
  expect(record.stopDate).toBe(START + 30_000);
});

test('an aborted parent aborts its Map Run and its children', async () => {
  const h = await harness();
  const definition = {
    TimeoutSeconds: 5,
    ...distributed(chain({ Wait: { Type: 'Wait', Seconds: 10 } }), { Items: [1, 2] }),
  };
  const { record } = await h.run(definition);
  const [run] = h.engine.mapRuns.of(record.arn);
  expect([record.status, run?.status, ...(await h.engine.childrenOf(run!.arn)).map((c) => c.status)]).toEqual([
    'TIMED_OUT',
    'ABORTED',
    'ABORTED',
    'ABORTED',
  ]);
});

test('ten thousand items take seconds, not minutes', async () => {
  const h = await harness();
  const { record } = await h.run(distributed(echo, { Items: '{% [1..10000] %}', MaxConcurrency: 500 }));
  expect(record.status).toBe('SUCCEEDED');
}, 30_000);

const passing = (more: object): object =>
  chain({
    M: {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'P',
        States: { P: { Type: 'Pass', End: true } },
      },
      ...more,
    },
  });

test('an object as the state input is run over by its members', async () => {
  const h = await harness();
  expect(output(await h.run(passing({}), { a: 1, b: 2 }))).toEqual([
    { Key: 'a', Value: 1 },
    { Key: 'b', Value: 2 },
  ]);
});

test.each([
  ["{% 'x' %}", "Expected 'number', but was 'string'"],
  ['{% 101 %}', 'not between 0 and 100'],
  ['{% -1 %}', 'not between 0 and 100'],
])('a tolerated share of %s fails the Map', async (ToleratedFailurePercentage, cause) => {
  const h = await harness();
  const { record } = await h.run(passing({ Items: [1], ToleratedFailurePercentage }));
  expect(record).toMatchObject({ error: 'States.QueryEvaluationError', cause: expect.stringContaining(cause) });
});

test('children that have succeeded are in the store alone: described, listed and with their history, after a restart too', async () => {
  const store = memoryStore();
  const h = await harness({ work: (n: Json) => n }, { store });
  const { record } = await h.run(distributed(chain({ Work: task('work') }), { Items: '{% [1..250] %}' }));
  const [run] = h.engine.mapRuns.of(record.arn);
  expect([...h.engine.executions.keys()]).toEqual([record.arn]);
  const again = await harness({}, { store, now: START });
  for (const { engine, api } of [h, again]) {
    const children = await engine.childrenOf(run!.arn);
    expect(children.map((c) => c.input)).toEqual(Array.from({ length: 250 }, (_, i) => String(i + 1)));
    const executionArn = children[41]!.arn;
    const context = {} as never;
    expect(await api.DescribeExecution!({ executionArn }, context)).toMatchObject({
      status: 'SUCCEEDED',
      output: '42',
    });
    const { events } = (await api.GetExecutionHistory!({ executionArn }, context)) as { events: { type: string }[] };
    expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
    const listed = await api.ListExecutions!({ mapRunArn: run!.arn, statusFilter: 'SUCCEEDED' }, context);
    expect((listed as { executions: unknown[] }).executions).toHaveLength(100);
    expect(await api.DescribeMapRun!({ mapRunArn: run!.arn }, context)).toMatchObject({
      executionCounts: { total: 250, succeeded: 250, pending: 0 },
    });
  }
});
