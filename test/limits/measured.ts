import { NAME_CHARS } from './names';
import type { Json, ResolvedResource, ResolvedStack } from './resolved';

/** One thing that AWS limits, and how much of it there is. */
export interface Measured {
  readonly limit: string;
  readonly where: string;
  readonly amount: number;
  readonly most: number;
}

/** Dependencies one after another: each waits for the one before, so hundreds take hours. */
const MAX_CHAIN = 100;
const KIB = 1024;

/** Everything of one deployment that AWS limits. */
export function measured(stacks: readonly ResolvedStack[]): Measured[] {
  return [...stacks.flatMap(ofStack), ...acrossStacks(stacks.flatMap(({ resources }) => resources))];
}

function ofStack({ name, templateChars, outputs, resources }: ResolvedStack): Measured[] {
  const of = (limit: string, most: number, amount: number): Measured => ({ limit, where: name, amount, most });
  return [
    of('resources of a stack', 500, resources.length),
    of('bytes of a template', 1_000_000, templateChars),
    of('outputs of a stack', 200, outputs),
    of('characters of a stack name', 128, name.length),
    of('resources that wait for one another', MAX_CHAIN, longestChain(resources)),
    ...resources.flatMap((resource) =>
      ofResource(resource).map((each) => ({ ...each, where: `${name}/${resource.id}` })),
    ),
    ...resources.filter(({ type }) => type === 'AWS::IAM::Role').flatMap((role) => ofRole(role, name, resources)),
  ];
}

const SIZES: Readonly<Record<string, readonly [limit: string, most: number, part: (properties: Json) => unknown]>> = {
  'AWS::IAM::ManagedPolicy': ['characters of a managed policy', 6144, (p) => p.PolicyDocument],
  'AWS::S3::BucketPolicy': ['bytes of a bucket policy', 20 * KIB, (p) => p.PolicyDocument],
  'AWS::KMS::Key': ['bytes of a key policy', 32 * KIB, (p) => p.KeyPolicy],
  'AWS::Events::Rule': ['characters of an event pattern', 2048, (p) => p.EventPattern],
  'AWS::Lambda::Function': ['bytes of the environment', 4 * KIB, (p) => p.Environment?.Variables ?? {}],
  'AWS::Lambda::Permission': ['characters of a statement', 20 * KIB, (p) => p],
};

function ofResource({ id, type, properties }: ResolvedResource): Omit<Measured, 'where'>[] {
  const [limit = '', most = 0, part] = SIZES[type] ?? [];
  const sizes = part === undefined ? [] : [{ limit, most, amount: charsOf(part(properties)) }];
  const names = Object.entries(NAME_CHARS[type] ?? {}).flatMap(([path, chars]) => {
    const value = path.split('.').reduce<Json>((inner, key) => inner?.[key], properties);
    return typeof value === 'string'
      ? [{ limit: `characters of ${type}.${path}`, most: chars, amount: value.length }]
      : [];
  });
  return [...sizes, ...names, { limit: 'characters of a logical id', most: 255, amount: id.length }];
}

/** IAM counts without white space. */
const charsOf = (value: unknown): number => JSON.stringify(value).replace(/\s/g, '').length;

function ofRole(
  { id, properties }: ResolvedResource,
  stack: string,
  resources: readonly ResolvedResource[],
): Measured[] {
  const attached = (type: string): ResolvedResource[] =>
    resources.filter((each) => each.type === type && each.properties.Roles?.includes(id));
  const inline = [
    ...attached('AWS::IAM::Policy').map((each) => each.properties.PolicyDocument),
    ...(properties.Policies ?? []).map((each: Json) => each.PolicyDocument),
  ];
  const managed = attached('AWS::IAM::ManagedPolicy').length + (properties.ManagedPolicyArns ?? []).length;
  const where = `${stack}/${id}`;
  return [
    {
      limit: 'characters of all inline policies of a role',
      where,
      most: 10_240,
      amount: inline.map(charsOf).reduce((a, b) => a + b, 0),
    },
    { limit: 'managed policies of a role', where, most: 10, amount: managed },
    { limit: 'characters of a trust policy', where, most: 2048, amount: charsOf(properties.AssumeRolePolicyDocument) },
  ];
}

function acrossStacks(resources: readonly ResolvedResource[]): Measured[] {
  const count = (limit: string, most: number, keys: readonly string[]): Measured[] =>
    [...new Set(keys)].map((key) => ({ limit, most, where: key, amount: keys.filter((each) => each === key).length }));
  const grants = resources
    .filter(({ type }) => type === 'AWS::LakeFormation::PrincipalPermissions')
    .map(({ properties: { Principal, Resource } }) => ({
      principal: Principal.DataLakePrincipalIdentifier,
      ...Resource,
    }));
  return [
    ...count(
      'rules on the bus',
      300,
      resources.filter(({ type }) => type === 'AWS::Events::Rule').map(() => 'default'),
    ),
    ...count(
      'roles of an account',
      1000,
      resources.filter(({ type }) => type === 'AWS::IAM::Role').map(() => 'account'),
    ),
    ...count(
      'tag expressions of a principal',
      50,
      grants.filter(({ LFTagPolicy }) => LFTagPolicy).map(({ principal }) => principal),
    ),
    ...count(
      'filters of a principal on a table',
      100,
      grants
        .filter(({ DataCellsFilter }) => DataCellsFilter)
        .map(
          ({ principal, DataCellsFilter: { DatabaseName, TableName } }) => `${principal} ${DatabaseName}.${TableName}`,
        ),
    ),
  ];
}

function longestChain(resources: readonly ResolvedResource[]): number {
  const byId = new Map(resources.map((each) => [each.id, each]));
  const lengths = new Map<string, number>();
  const lengthOf = (id: string): number => {
    const known = lengths.get(id);
    if (known !== undefined) return known;
    const before = byId.get(id)!.after.filter((each) => byId.has(each));
    const length = 1 + Math.max(0, ...before.map(lengthOf));
    lengths.set(id, length);
    return length;
  };
  return Math.max(...resources.map(({ id }) => lengthOf(id)));
}
