/** The same work for both engines: JSONata for ours, JSONPath for the peer, which knows nothing else. */
export interface Workload {
  readonly name: string;
  /** States entered. */
  readonly transitions: number;
  readonly input: object;
  readonly jsonata: object;
  /** Absent where JSONPath engines have no equivalent. */
  readonly jsonpath?: object;
}

export const FUNCTION = 'arn:aws:lambda:eu-central-1:111111111111:function:echo';
const ROUNDS = 4000;
const ITEMS = 10_000;
const items = Array.from({ length: ITEMS }, (_, i) => i);

const loop: Workload = {
  name: `Pass/Choice/Task loop, ${ROUNDS} rounds`,
  transitions: ROUNDS * 3,
  input: { i: 0 },
  jsonata: {
    StartAt: 'Count',
    States: {
      Count: { Type: 'Pass', Output: { i: '{% $states.input.i + 1 %}' }, Next: 'Work' },
      Work: { Type: 'Task', Resource: FUNCTION, Next: 'Choose' },
      Choose: {
        Type: 'Choice',
        Choices: [{ Condition: `{% $states.input.i < ${ROUNDS} %}`, Next: 'Count' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  },
  jsonpath: {
    StartAt: 'Count',
    States: {
      Count: { Type: 'Pass', Parameters: { 'i.$': 'States.MathAdd($.i, 1)' }, Next: 'Work' },
      Work: { Type: 'Task', Resource: FUNCTION, Next: 'Choose' },
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$.i', NumericLessThan: ROUNDS, Next: 'Count' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  },
};

const processor = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: FUNCTION, End: true } } };
const mapOf = (config: object, more: object): object => ({
  StartAt: 'Each',
  States: { Each: { Type: 'Map', ...more, ItemProcessor: { ProcessorConfig: config, ...processor }, End: true } },
});

const inline: Workload = {
  name: `inline Map of ${ITEMS} items`,
  transitions: ITEMS,
  input: { items },
  jsonata: mapOf({ Mode: 'INLINE' }, { Items: '{% $states.input.items %}' }),
  jsonpath: mapOf({ Mode: 'INLINE' }, { ItemsPath: '$.items' }),
};

/**
 * The items come out of the state's Items, as an input may have 256 KB; results go to a ResultWriter, as a result may
 * have no more.
 */
const distributed = (count: number): Workload => ({
  name: `Distributed Map of ${count} items, 1,000 at once`,
  transitions: count,
  input: {},
  jsonata: mapOf(
    { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    {
      Items: `{% [1..${count}] %}`,
      MaxConcurrency: 1000,
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Arguments: { Bucket: 'results', Prefix: 'bench' },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' },
      },
    },
  ),
});

export const WORKLOADS: readonly Workload[] = [loop, inline, distributed(ITEMS), distributed(10 * ITEMS)];
