import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as glue from '@aws-sdk/client-glue';
import * as lakeformation from '@aws-sdk/client-lakeformation';
import * as rds from '@aws-sdk/client-rds';
import * as s3 from '@aws-sdk/client-s3';
import * as sfn from '@aws-sdk/client-sfn';
import { MACHINES, OUTPUT_MACHINES, PUBLISHING_MACHINES, STREAM_MACHINES } from '../core/machines';
import { pascalCase } from '../core/names';
import { REMEDIED_ERRORS } from '../core/runs/remedies';
import { folderOf, functionFolders } from '../lib/shared/bundles';
import { circles, importGraph, ROOT } from './imports';
import { BUDGETS } from './lib/budgets';

/**
 * What CONTRIBUTING.md promises, checked over the tree: a new folder, function or machine is held to it by existing.
 */

function filesBelow(folder: string, ending: RegExp): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const shown = (file: string): string => relative(ROOT, file).split(sep).join('/');

describe('rooms', () => {
  const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
    core: ['core'],
    functions: ['core', 'functions'],
    // synth time reads the names that constructs and handlers share, and no handler
    lib: ['core', 'lib', 'functions/shared', 'cdk.json'],
    local: ['core', 'functions', 'local', 'packages/local-aws'],
    'packages/local-aws': ['packages/local-aws'],
  };
  const graph = importGraph();
  const imports = [...graph].flatMap(([file, targets]) => targets.map((target) => ({ file, target })));
  const within = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`);

  it('have imports at all', () => expect(imports.length).toBeGreaterThan(1000));

  it.each(Object.keys(MAY_IMPORT))('%s imports only what it may', (room) => {
    const wrong = imports
      .filter(({ file }) => within(file, room))
      .filter(({ target }) => !MAY_IMPORT[room]!.some((folder) => within(target, folder)));
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('have no file that imports itself in a circle, types included', () => expect(circles(graph)).toEqual([]));

  it('hold slices that import shared rooms and never another slice', () => {
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [sliceOf(file), sliceOf(target)];
      return from !== undefined && to !== undefined && from !== to;
    });
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('hold shared rooms of the functions that import no slice', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        ['functions/publishing', 'functions/catalog', 'functions/shared', 'core/publishing'].some((room) =>
          within(file, room),
        ) && sliceOf(target) !== undefined,
    );
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('take words for metrics and log events from core, where alarms and dashboards find them', () => {
    const wrong = filesBelow('functions', /\.ts$/).filter((file) =>
      /\bevent: ['"`]|\bmetric\(\s*['"`]/.test(readFileSync(file, 'utf8')),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it('hold at most 20 files each', () => {
    const crowded = new Map<string, number>();
    for (const file of graph.keys()) crowded.set(dirname(file), (crowded.get(dirname(file)) ?? 0) + 1);
    expect([...crowded].filter(([, files]) => files > 20)).toEqual([]);
  });

  it('read the environment behind doors that the local runtime replaces, so that it gives a handler nothing more', () => {
    const doors = ['access-denied', 'env', 'powertools', 'settings'].map((name) => `functions/shared/${name}.ts`);
    const readers = filesBelow('functions', /\.ts$/).filter((file) =>
      readFileSync(file, 'utf8').includes('process.env'),
    );
    expect(readers.map(shown).sort()).toEqual(doors);
  });

  it('have one door to the ledger: nothing else in functions reads or writes items', () => {
    const wrong = filesBelow('functions', /\.ts$/)
      .filter((file) => ITEM_COMMANDS.test(readFileSync(file, 'utf8')))
      .filter((file) => !within(shown(file), 'functions/shared/ledger'));
    expect(wrong.map(shown)).toEqual([]);
  });

  it.each(['core', 'functions', 'lib', 'statemachines'])('%s writes no partition out', (room) => {
    const wrong = filesBelow(room, /\.(ts|json)$/).filter((file) => readFileSync(file, 'utf8').includes('arn:aws:'));
    expect(wrong.map(shown)).toEqual([]);
  });
});

/** An import of what reads or writes items; tables of others are described and exported. */
const ITEM_COMMANDS = /\b(?:\w+Items?|Query|Scan|\w+Statement)Command\b[^;]*from '@aws-sdk\/client-dynamodb'/;

/** A branch of the product: the same name in every layer. */
const SLICES: readonly string[] = ['snapshots', 'replication', 'dynamodb', 'kafka'];

/** The slice that a file of a layer belongs to: `functions/snapshots/start-export/handler.ts` is of `snapshots`. */
function sliceOf(file: string): string | undefined {
  const [layer = '', ...rooms] = file.split('/');
  if (!['core', 'functions', 'lib', 'local'].includes(layer)) return undefined;
  return SLICES.find((slice) => rooms.slice(0, 2).some((room) => room.replace(/\.ts$/, '') === slice));
}

describe('circles are found', () => {
  const graph = (edges: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(edges));

  it.each([
    ['two files', { a: ['b'], b: ['a'] }, [['a', 'b']]],
    ['a file that imports itself', { a: ['a'] }, [['a']]],
    ['a long way round', { a: ['b'], b: ['c'], c: ['a', 'd'], d: [] }, [['a', 'b', 'c']]],
    ['no circle in a diamond', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ])('%s', (_name, edges, expected) => expect(circles(graph(edges))).toEqual(expected));
});

describe('comments', () => {
  const isComment = (line: string): boolean => /^\s*(\*|\/\/|\/\*)/.test(line);
  // a row of a table cannot be broken
  const isRow = (line: string): boolean => /^\s*\* \|/.test(line);

  it('break at 120 columns', () => {
    const long = [...importGraph().keys()].flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .filter((line) => line.length > 120 && isComment(line) && !isRow(line))
        .map((line) => `${file}: ${line}`),
    );
    expect(long).toEqual([]);
  });
});

describe('functions', () => {
  it.each(functionFolders())('%s has a handler, a test, a budget and a construct', (folder) => {
    expect(existsSync(join(folderOf(folder), 'handler.ts'))).toBe(true);
    const tests = filesBelow('test/functions', /\.test\.ts$/).map(shown);
    expect(tests.some((test) => test.includes(`/${folder}/`) || test.endsWith(`/${folder}.test.ts`))).toBe(true);
    expect(BUDGETS[folder]).toBeGreaterThan(0);
    const construct = readFileSync(
      join(folderOf(folder).replace(`${sep}functions${sep}`, `${sep}lib${sep}`) + '.ts'),
      'utf8',
    );
    expect(construct).toContain(`export class ${pascalCase(folder)} extends LambdaFunction`);
  });
});

describe('alarms', () => {
  const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
  // those of errors are one level further down, below a heading of several words
  const articles = [...runbook.matchAll(/^## ([\w-]+)$/gm)].map(([, name]) => name!);
  const watched = [
    ...functionFolders(),
    ...MACHINES,
    ...OUTPUT_MACHINES,
    ...STREAM_MACHINES,
    ...PUBLISHING_MACHINES,
    // what else a construct watches names itself beside its call
    ...filesBelow('lib', /\.ts$/).flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return text.includes('monitoring')
        ? [...text.matchAll(/^const NAME = '([\w-]+)';$/gm)].map(([, name]) => name!)
        : [];
    }),
  ];

  it.each(watched)('%s has an article in the runbook', (name) => expect(articles).toContain(name));

  it('are all that the runbook has articles for', () => expect([...articles].sort()).toEqual([...watched].sort()));

  it('and every error with a remedy has an article, and no other', () => {
    const ofErrors = [...runbook.matchAll(/^### (.+)$/gm)].map(([, name]) => name!);
    expect(ofErrors.sort()).toEqual([...REMEDIED_ERRORS].sort());
  });
});

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: Readonly<Record<string, unknown>>;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly JitterStrategy?: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Choices?: readonly { readonly Next: string }[];
  readonly TimeoutSeconds?: number;
  readonly Comment?: string;
  readonly Label?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly ItemProcessor?: { readonly ProcessorConfig?: { readonly Mode?: string } & object; readonly States: States };
  readonly Branches?: readonly { readonly States: States }[];
}
type States = Readonly<Record<string, State>>;

const machines = filesBelow('statemachines', /\.asl\.json$/).map((file) => {
  const definition = JSON.parse(readFileSync(file, 'utf8')) as {
    States: States;
    Comment?: string;
    QueryLanguage?: string;
    TimeoutSeconds?: number;
  };
  return { name: shown(file).replace(/^statemachines\/|\.asl\.json$/g, ''), definition };
});

/** Each group of states that name each other: the machine's own, and those of its Maps and branches. */
const scopesOf = (states: States): States[] => [
  states,
  ...Object.values(states).flatMap(({ ItemProcessor, Branches = [] }) =>
    [...(ItemProcessor === undefined ? [] : [ItemProcessor]), ...Branches].flatMap((inner) => scopesOf(inner.States)),
  ),
];

const scopes = machines.flatMap(({ name, definition }) =>
  scopesOf(definition.States).map((states) => ({ machine: name, states })),
);
const states = scopes.flatMap(({ machine, states }) =>
  Object.entries(states).map(([name, state]) => [`${machine}/${name}`, state, states] as const),
);
const tasks = states.filter(([, { Type }]) => Type === 'Task');

describe('machines', () => {
  it.each(machines)('$name says what it is, ends in finite time, and has a construct', ({ name, definition }) => {
    expect(definition.QueryLanguage).toBe('JSONata');
    expect(definition.Comment?.length).toBeGreaterThan(20);
    expect(definition.TimeoutSeconds).toBeGreaterThan(0);
    expect(filesBelow('lib', new RegExp(`${name}-machine\\.ts$`)).length === 1).toBe(true);
  });

  it.each(states.filter(([, { Type }]) => !['Succeed', 'Fail'].includes(Type)))(
    '%s says what a redrive does',
    (_name, { Comment }) => expect(Comment ?? '').not.toBe(''),
  );

  it.each(tasks)('%s has a timeout and a Retry with jitter', (_name, { TimeoutSeconds, Retry = [] }) => {
    expect(TimeoutSeconds).toBeGreaterThan(0);
    expect(Retry.length).toBeGreaterThan(0);
    for (const { JitterStrategy } of Retry) expect(JitterStrategy).toBe('FULL');
  });

  it.each(tasks)('%s does not retry what stays refused', (_name, { Retry = [] }) => {
    const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(
      retried.filter((error) =>
        /^States\.(ALL|TaskFailed|Permissions)$|AccessDenied|InvalidInput|Validation/.test(error),
      ),
    ).toEqual([]);
  });

  it.each(tasks.filter(([, { Resource }]) => Resource?.includes(':states:startExecution')))(
    '%s gives its child no name: a redrive starts another',
    (_name, { Arguments }) => expect(Arguments).not.toHaveProperty('Name'),
  );

  it.each(states.filter(([, { ItemProcessor }]) => ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED'))(
    '%s has a label, and no Retry: that would start a new Map Run',
    (_name, state) => {
      expect(state.Label).toMatch(/^[A-Za-z]{1,40}$/);
      expect(state).not.toHaveProperty('Retry');
    },
  );

  it.each(states)('%s catches toward no Fail state', (_name, { Catch = [] }, scope) => {
    const failing = Catch.flatMap(({ Next }) => reachable(Next, scope)).filter((name) => scope[name]?.Type === 'Fail');
    expect(failing).toEqual([]);
  });
});

/** By any transition, the start included. */
function reachable(from: string, scope: States, seen = new Set<string>()): string[] {
  if (seen.has(from)) return [];
  seen.add(from);
  const { Next, Default, Choices = [], Catch = [] } = scope[from] ?? { Type: 'missing' };
  const next = [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((each) => each.Next)];
  return [from, ...next.flatMap((name) => (name === undefined ? [] : reachable(name, scope, seen)))];
}

describe('errors that machines name', () => {
  const named = new Set(
    states.flatMap(([, { Retry = [], Catch = [] }]) => [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals)),
  );
  /** Literal names of the error classes of functions and core. */
  const ours = new Set(
    ['functions', 'core'].flatMap((room) =>
      filesBelow(room, /\.ts$/).flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/readonly name(?:: string)? = '(\w+)'/g)].map(([, name]) => name!),
      ),
    ),
  );

  it('are some', () => expect(named.size).toBeGreaterThan(10));

  it.each(states.filter(([, { Retry }]) => Retry !== undefined))(
    '%s retries no error that it does not name',
    (_name, state) => expect(state.Retry!.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('States.ALL'),
  );

  it.each([...named])('%s exists', (error) => {
    const [prefix = '', name] = error.split('.');
    if (name === undefined) return expect(ours).toContain(error);
    if (prefix in INTEGRATION_ERRORS) return expect(INTEGRATION_ERRORS[prefix]).toContain(name);
    expect(Object.keys(SDK_CLIENTS)).toContain(prefix);
    // Step Functions names errors as the Java SDK does; in spelling that is the same but for capitals
    expect(modelledErrors(prefix).map((each) => each.toLowerCase())).toContain(name.toLowerCase());
  });
});

/** Step Functions Developer Guide, "Error names", and the optimized integrations. */
const INTEGRATION_ERRORS: Readonly<Record<string, readonly string[]>> = {
  States: [
    'ALL',
    'Timeout',
    'HeartbeatTimeout',
    'DataLimitExceeded',
    'ItemReaderFailed',
    'ResultWriterFailed',
    'ExceedToleratedFailureThreshold',
    'QueryEvaluationError',
    'Runtime',
    'BranchFailed',
    'NoChoiceMatched',
  ],
  Lambda: [
    'ServiceException',
    'AWSLambdaException',
    'SdkClientException',
    'ClientExecutionTimeoutException',
    'TooManyRequestsException',
    'ResourceNotFoundException',
    'Unknown',
  ],
  Sandbox: ['Timedout'],
  // the guide writes the first form in its sample, the rule gives the second
  StepFunctions: [
    'ExecutionLimitExceeded',
    'ExecutionLimitExceededException',
    'ExecutionAlreadyExistsException',
    'ThrottlingException',
    'SdkClientException',
  ],
};

/** Prefixes of `arn:…:states:::aws-sdk:` integrations. */
const SDK_CLIENTS: Readonly<Record<string, object>> = {
  DynamoDb: dynamodb,
  Glue: glue,
  LakeFormation: lakeformation,
  Rds: rds,
  S3: s3,
  Sfn: sfn,
};

/** Always with the ending `Exception`; what a service does not model is `<Prefix>.<Prefix>Exception`. */
const modelledErrors = (prefix: string): string[] => [
  `${prefix}Exception`,
  'SdkClientException',
  'ThrottlingException',
  ...Object.keys(SDK_CLIENTS[prefix] ?? {})
    .filter((name) => /^[A-Z]\w*(Fault|Exception|Exceeded|Error)$/.test(name))
    .map((name) => name.replace(/(Fault|Exception)$/, '') + 'Exception'),
];
