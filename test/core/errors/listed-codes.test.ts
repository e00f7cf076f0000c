import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listedVerdict } from '../../../core/errors/verdicts';

/** The names of errors stand in the types of each command, as the service's model has them. */
const errorsOf = (client: string, command: string): string[] => {
  const text = readFileSync(join('node_modules', client, 'dist-types', 'commands', `${command}.d.ts`), 'utf8');
  const thrown = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name]) => name!);
  // the base class of each client, thrown for what is not modelled
  return thrown.filter((name) => !name.endsWith('ServiceException') || name === 'InternalServiceException');
};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

const COMMANDS = [...filesIn('functions'), ...filesIn('bin')].flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from '(@aws-sdk\/client-[a-z0-9-]+)'/g)].flatMap(
    ([, names, client]) => [...names!.matchAll(/\b(\w+Command)\b/g)].map(([name]) => `${client} ${name}`),
  ),
);

interface Integration {
  readonly machine: string;
  readonly state: string;
  readonly service: string;
  readonly command: string;
  readonly retried: readonly string[];
}

/** Clients by the name that Step Functions has for a service. */
const CLIENTS: Readonly<Record<string, string>> = { rds: 'rds', dynamodb: 'dynamodb', sfn: 'sfn', states: 'sfn' };
/** And the prefix of its errors. */
const PREFIXES: Readonly<Record<string, string>> = { rds: 'Rds', dynamodb: 'DynamoDb', sfn: 'Sfn' };

// biome-ignore lint/suspicious/noExplicitAny: a state of any kind
type State = any;

const integrationsIn = (machine: string, node: State): Integration[] =>
  Object.entries((node?.States ?? {}) as Record<string, State>).flatMap(([state, each]) => {
    const [, service, action] = /:::aws-sdk:(\w+):(\w+)$/.exec(each.Resource ?? '') ?? [];
    const nested = [each.ItemProcessor, ...(each.Branches ?? [])].flatMap((inner) => integrationsIn(machine, inner));
    if (service === undefined || action === undefined) return nested;
    const command = `${action[0]!.toUpperCase()}${action.slice(1)}Command`;
    const retried = (each.Retry ?? []).flatMap(({ ErrorEquals }: State) => ErrorEquals);
    return [...nested, { machine, state, service, command, retried }];
  });

const INTEGRATIONS = readdirSync('statemachines')
  .filter((file) => file.endsWith('.asl.json'))
  .flatMap((file) => integrationsIn(file, JSON.parse(readFileSync(join('statemachines', file), 'utf8'))));

it.each([...new Set(COMMANDS)].sort())('each error of %s has a verdict', (command) => {
  const [client = '', name = ''] = command.split(' ');
  expect(errorsOf(client, name).filter((code) => listedVerdict(code) === undefined)).toEqual([]);
});

it('finds the operations that functions call, and machines', () => {
  expect(COMMANDS).toContain('@aws-sdk/client-rds StartExportTaskCommand');
  expect(COMMANDS).toContain('@aws-sdk/client-lakeformation BatchGrantPermissionsCommand');
  expect(INTEGRATIONS.map(({ command }) => command)).toContain('UpdateItemCommand');
});

/** The SDK of Java ends all in Exception, and spells acronyms as words. */
const nameInMachine = (prefix: string, code: string): string =>
  `${prefix}.${code.replace(/(Fault|Exception)$/, '').replace(/^DB/, 'Db')}Exception`;

describe.each(INTEGRATIONS)('$machine $state', ({ service, command, retried }) => {
  const codes = errorsOf(`@aws-sdk/client-${CLIENTS[service]}`, command);
  const prefix = PREFIXES[service]!;

  it('calls what has verdicts', () => expect(codes.filter((code) => listedVerdict(code) === undefined)).toEqual([]));

  it('retries what the list says, and what is throttled under the name of the service', () => {
    const wanted = codes.filter((code) => listedVerdict(code) === 'retry').map((code) => nameInMachine(prefix, code));
    expect(retried).toEqual(expect.arrayContaining([...wanted, `${prefix}.${prefix}Exception`]));
  });
});

/** S3 passes on what KMS answers to the calls that it makes for a request, as `KMS.<name>`. */
it.each(['GenerateDataKeyCommand', 'DecryptCommand'])(
  'each error of KMS that S3 passes on has a verdict: %s',
  (name) => {
    const codes = errorsOf('@aws-sdk/client-kms', name).map((code) => `KMS.${code}`);
    expect(codes.length).toBeGreaterThan(5);
    expect([...codes, 'KMS.ThrottlingException'].filter((code) => listedVerdict(code) === undefined)).toEqual([]);
  },
);
