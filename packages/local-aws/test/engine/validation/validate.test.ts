import { assertValid, diagnose } from '../../../engine/validation/validate';

const pass = { Type: 'Pass', End: true };
const machine = (states: object, more: object = {}): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more });
const told = (text: string, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): string[] =>
  diagnose(text, type).map((d) => `${d.location ?? ''} ${d.message}`);
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };

test.each<[string, string, string[]]>([
  ['a good one', machine({ A: pass }), []],
  ['no JSON', 'x', [' Definition must be a valid JSON object']],
  [
    'JSONPath',
    JSON.stringify({ StartAt: 'A', States: { A: pass } }),
    [expect.stringContaining('JSONata machines only') as never],
  ],
  [
    'a JSONPath field',
    machine({ A: { ...pass, InputPath: '$' } }),
    [
      "/States/A The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage",
    ],
  ],
  [
    'no StartAt',
    JSON.stringify({ QueryLanguage: 'JSONata', States: { A: pass } }),
    ['/ These fields are required: [StartAt]'],
  ],
  [
    'a target that is not there',
    machine({ A: { Type: 'Pass', Next: 'B' } }),
    ["/States/A/Next Missing 'Next' target: B", ' Workflow has no terminal state'],
  ],
  [
    'targets of rules',
    machine({
      A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'X' }], Default: 'T' },
      T: { ...task, Catch: [{ ErrorEquals: ['E'], Next: 'Y' }] },
    }),
    ["/States/A/Choices[0]/Next Missing 'Next' target: X", "/States/T/Catch[0]/Next Missing 'Next' target: Y"],
  ],
  [
    'a Default that is not there',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'P' }], Default: 'X' }, P: pass }),
    ["/States/A/Default Missing 'Next' target: X"],
  ],
  [
    'a loop without an end, whatever else is out of reach',
    machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' }, C: { Type: 'Pass', Next: 'A' } }),
    [' Workflow has no terminal state'],
  ],
  [
    'a rule without fields',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: true }], Default: 'P' }, P: pass }),
    ['/States/A/Choices[0] These fields are required: [Next]'],
  ],
  [
    'an unknown query language',
    machine({ A: { ...pass, QueryLanguage: 'jsonata' } }),
    ['/States/A/QueryLanguage Value should be one of the following: [JSONPath, JSONata]'],
  ],
  [
    'a query language inside a Map',
    machine({
      M: { Type: 'Map', ItemProcessor: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: pass } }, End: true },
    }),
    ["/States/M/ItemProcessor Field 'QueryLanguage' is not supported"],
  ],
  [
    'a day that February has not',
    machine({ A: { Type: 'Wait', Timestamp: '2026-02-29T00:00:00Z', End: true } }),
    ['/States/A/Timestamp String does not match RFC3339 timestamp'],
  ],
  ['a state out of reach', machine({ A: pass, B: pass }), ['/States/B State "B" is not reachable.']],
  [
    'neither Next nor End',
    machine({ A: { Type: 'Pass' } }),
    ['/States/A One of these fields is required: [Next, End]'],
  ],
  [
    'an unknown type',
    machine({ A: { Type: 'Nap', End: true } }),
    [expect.stringContaining("The field 'Type' should have one of these values") as never],
  ],
  ['an unknown field', machine({ A: { ...pass, Outputs: 1 } }), ["/States/A Field 'Outputs' is not supported"]],
  [
    'States.ALL not alone',
    machine({ A: { ...task, Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] } }),
    ['/States/A/Retry[0]/ErrorEquals[0] States.ALL must appear alone and at end of list'],
  ],
  [
    'a heartbeat beyond the timeout',
    machine({ A: { ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 } }),
    ['/States/A/HeartbeatSeconds HeartbeatSeconds must be smaller than TimeoutSeconds'],
  ],
  [
    'two ways to wait',
    machine({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
    ['/States/A Exactly one of these fields is required: [Seconds, Timestamp]'],
  ],
  [
    'a name at the top level',
    machine({ A: { ...pass, Output: { v: '{% phone %}' } } }),
    ["/States/A/Output/v Reference to 'phone' at the top level is not supported."],
  ],
  [
    '$ at the top level',
    machine({ A: { ...pass, Output: '{% $ %}' } }),
    ["/States/A/Output Reference to '$' at the top level is not supported."],
  ],
  ['$ within a predicate', machine({ A: { ...pass, Output: '{% $states.input[$ > 1] %}' } }), []],
  [
    'names within a predicate, group or step',
    machine({ A: { ...pass, Output: '{% $states.input.a[b=1].(c & d){e: f} %}' } }),
    [],
  ],
  ['$eval, which fails when it runs', machine({ A: { ...pass, Output: "{% $eval('1') %}" } }), []],
  ['$$', machine({ A: { ...pass, Output: '{% $$ %}' } }), ["/States/A/Output Reference to '$$' is not supported."]],
  [
    'no JSONata',
    machine({ A: { ...pass, Output: '{% 1 + %}' } }),
    [expect.stringContaining('/States/A/Output') as never],
  ],
  [
    'half an expression',
    machine({ A: { ...pass, Output: '{% 1 ' } }),
    [expect.stringContaining("must begin with '{%'") as never],
  ],
  [
    'a key of a payload that looks like a field',
    machine({ A: { ...pass, Output: { Next: 'Nowhere', Comment: '{% $states.input.x %}' } } }),
    [],
  ],
])('%s', (_, text, expected) => expect(told(text)).toEqual(expected));

const task2 = { ...task, Output: '{% $states.result %}' };
test.each<[string, object, string[]]>([
  ['a result after the work', { A: task2 }, []],
  [
    'a result before it',
    { A: { ...task, Arguments: '{% $states.result %}' } },
    ["/States/A/Arguments Reference to '$states.result' is not supported."],
  ],
  [
    'a result of a Pass',
    { A: { ...pass, Output: { r: '{% $states.result.x %}' } } },
    ["/States/A/Output/r Reference to '$states.result' is not supported."],
  ],
  ['the words in a text', { A: { ...pass, Output: '{% "$states.result" %}' } }, []],
  [
    'the error in a Catch',
    { A: { ...task, Catch: [{ ErrorEquals: ['X'], Next: 'B', Output: '{% $states.errorOutput %}' }] }, B: pass },
    [],
  ],
  [
    'the error elsewhere',
    { A: { ...pass, Output: '{% $states.errorOutput %}' } },
    ["/States/A/Output Reference to '$states.errorOutput' is not supported."],
  ],
])('%s', (_, states, expected) => expect(told(machine(states))).toEqual(expected));

test.each([
  ['INLINE', ["/States/M/ItemProcessor/States/A/Assign/x Variable 'x' is already assigned in an outer scope"]],
  ['DISTRIBUTED', []],
])('a variable assigned outside and inside a Map: %s', (Mode, expected) => {
  const processor = {
    ProcessorConfig: { Mode, ...(Mode === 'DISTRIBUTED' ? { ExecutionType: 'STANDARD' } : {}) },
    StartAt: 'A',
    States: { A: { ...pass, Assign: { x: 1, y: 2 } } },
  };
  expect(
    told(
      machine({
        First: { Type: 'Pass', Assign: { x: 0 }, Next: 'M' },
        M: { Type: 'Map', ItemProcessor: processor, Assign: { y: 0 }, End: true },
      }),
    ),
  ).toEqual(expected);
});

const map = { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: pass } }, End: true };
const parallel = { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: pass } }], End: true };
const wait = { Type: 'Wait', Seconds: 1, End: true };
test.each<[string, unknown, object]>([
  ...[pass, wait, { Type: 'Succeed' }, { Type: 'Fail' }, map, parallel].map((state): [string, unknown, object] => [
    'TimeoutSeconds',
    5,
    state,
  ]),
  ...[pass, wait, { Type: 'Succeed' }, { Type: 'Fail' }].flatMap((state): [string, unknown, object][] => [
    ['Retry', [{ ErrorEquals: ['States.ALL'] }], state],
    ['HeartbeatSeconds', 5, state],
  ]),
])('%s %j is not for %j', (field, value, state) => {
  expect(told(machine({ S: { ...state, [field]: value } }))).toEqual([`/States/S Field '${field}' is not supported`]);
});

test('creation tells of the whole machine "at null"', () => {
  const loop = machine({ A: { Type: 'Pass', Next: 'A' } });
  expect(() => assertValid(loop, 'STANDARD')).toThrow(
    "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
  );
});

test('labels are unique and plain', () => {
  const map = (Label: string, Next?: string): object => ({
    Type: 'Map',
    Label,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'A',
      States: { A: pass },
    },
    ...(Next === undefined ? { End: true } : { Next }),
  });
  expect(told(machine({ One: map('same', 'Two'), Two: map('same') }))).toEqual([
    '/States/Two/Label Label is not unique: same',
  ]);
  expect(told(machine({ One: map('a*b') }))).toHaveLength(1);
});

test('Express machines wait for nobody', () => {
  expect(
    told(machine({ A: { ...task, Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' } }), 'EXPRESS'),
  ).toEqual(["/States/A/Resource Express state machine does not support '.waitForTaskToken' service integration "]);
});
