import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importGraph, ROOT } from '../imports';

/** The policies for people in docs/iam: they are valid, alike in each partition, and allow what the commands call. */

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;
const POLICIES = {
  operator: ['bin/commands/runs.ts'],
  'data-owner': ['bin/commands/governance.ts', 'bin/commands/dynamodb/view.ts'],
  'stream-operator': ['load', 'publish', 'status', 'catch-up', 'replay'].map(
    (name) => `bin/commands/dynamodb/${name}.ts`,
  ),
} as const;

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const fileOf = (name: string, partition: string): string => join(ROOT, 'docs', 'iam', `${name}.${partition}.json`);
const policyOf = (name: string, partition: string = 'aws') =>
  JSON.parse(readFileSync(fileOf(name, partition), 'utf8')) as { Version: string; Statement: Statement[] };
const actionsOf = (name: string): string[] => policyOf(name).Statement.flatMap(({ Action }) => Action);

function closureOf(file: string, graph = importGraph(), seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of graph.get(file) ?? []) closureOf(next, graph, seen);
  return seen;
}

/** Operations that a command's file, and whatever it imports, sends to AWS: `states:ListExecutions`. */
function calledBy(file: string): string[] {
  const called = [...closureOf(file)].flatMap((each) =>
    [
      ...readFileSync(join(ROOT, each), 'utf8').matchAll(/import\s*\{([^}]*)\}\s*from\s*'@aws-sdk\/client-([\w-]+)'/g),
    ].flatMap(([, names = '', service = '']) =>
      [...names.matchAll(/\b(?:(\w+)Command|paginate(\w+))\b/g)].map(
        ([, command = '', page]) => `${PREFIXES[service] ?? service}:${ACTIONS[page ?? command] ?? page ?? command}`,
      ),
    ),
  );
  return [...new Set(called)];
}

/** IAM names services as the SDK does, but for this one. */
const PREFIXES: Readonly<Record<string, string>> = { sfn: 'states' };
/** Operations whose action has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  ListObjectsV2: 'ListBucket',
};
/** Everybody may ask who they are. */
const FREE = ['sts:GetCallerIdentity'];
/** A batch needs the permission for each entry too. */
const FOR_ENTRIES = ['lakeformation:GrantPermissions', 'lakeformation:RevokePermissions'];

describe.each(Object.entries(POLICIES))('%s', (name, commands) => {
  it('allows every call of its commands', () => {
    const called = commands.flatMap(calledBy).filter((action) => !FREE.includes(action));
    expect(called.length).toBeGreaterThan(4);
    expect(called.filter((action) => !actionsOf(name).includes(action))).toEqual([]);
  });

  it('names actions that exist, one by one', async () => {
    for (const action of actionsOf(name)) {
      const [service = '', operation = ''] = action.split(':');
      expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      const client = join(ROOT, 'node_modules', '@aws-sdk', `client-${service === 'states' ? 'sfn' : service}`);
      const [named = operation] = Object.entries(ACTIONS).find(([, action]) => action === operation) ?? [];
      if (existsSync(client)) expect(Object.keys((await import(client)) as object)).toContain(`${named}Command`);
    }
  });

  it.each(PARTITIONS)('is a policy of IAM in %s', (partition) => {
    const policy = policyOf(name, partition);
    expect(policy.Version).toBe('2012-10-17');
    expect(new Set(policy.Statement.map(({ Sid }) => Sid)).size).toBe(policy.Statement.length);
    for (const { Sid, Effect, Resource } of policy.Statement) {
      expect([Sid, Effect]).toEqual([expect.stringMatching(/^[A-Za-z0-9]+$/), 'Allow']);
      for (const arn of Resource)
        expect(arn).toMatch(new RegExp(`^(?:\\*|arn:${partition}:(?:s3::|[a-z]+:(?:<region>)?:<account>):.+)$`));
    }
    // IAM counts no white space; the placeholders stand for fewer or about as many characters
    expect(JSON.stringify(policy).length).toBeLessThan(6144);
  });

  it('is the same in every partition', () => {
    const text = (partition: string): string => readFileSync(fileOf(name, partition), 'utf8');
    for (const partition of PARTITIONS)
      expect(text(partition)).toBe(text('aws').replaceAll('arn:aws:', `arn:${partition}:`));
  });
});

it('the data owner may do in Lake Formation what apply-governance may', () => {
  const role = readFileSync(join(ROOT, 'core', 'catalog', 'governance-rights.ts'), 'utf8');
  const actions = [...role.matchAll(/'(lakeformation:\w+)'/g)].map(([, action]) => action);
  expect(actions.length).toBeGreaterThan(10);
  expect(actions.filter((action) => !actionsOf('data-owner').includes(action!))).toEqual([]);
  expect(actionsOf('data-owner')).toEqual(expect.arrayContaining(FOR_ENTRIES));
});
