import { INSTALLATIONS_PATH, markerOf, markerValue, unexpectedInstallations } from '../../../core/installations';
import {
  changeRefusal,
  changesRefused,
  type Permanent,
  permanentOf,
  renameRefusal,
  streamRenameRefusal,
} from '../../../core/permanent';
import { synthesized } from '../synthesized';

interface Aws {
  readonly ssm: { getParametersByPath(input: { Path: string; NextToken?: string }): Promise<object> };
  readonly cloudformation: { describeStacks(input: { StackName: string }): Promise<object> };
}
interface Code {
  check(event: object, aws: Aws): Promise<void>;
  answer(event: object, work: () => Promise<void>, reply: (body: object) => Promise<void>): Promise<void>;
}

// runs in Lambda as it stands, so it is CommonJS without types
const { check, answer } = require('../../../lib/lake/check-installation.code.js') as Code;

/** Markers on pages of one, and the state of the stack. */
const awsWith = (markers: Readonly<Record<string, string>>, StackStatus = 'UPDATE_IN_PROGRESS'): Aws => ({
  ssm: {
    getParametersByPath: async ({ NextToken = '0' }) => ({
      Parameters: Object.entries(markers)
        .slice(Number(NextToken), Number(NextToken) + 1)
        .map(([name, Value]) => ({ Name: markerOf(name), Value })),
      NextToken: Number(NextToken) + 1 < Object.keys(markers).length ? String(Number(NextToken) + 1) : undefined,
    }),
  },
  cloudformation: {
    describeStacks: async ({ StackName }) => {
      if (StackName !== 'arn:stack') throw new Error(`Stack with id ${StackName} does not exist`);
      return { Stacks: [{ StackStatus }] };
    },
  },
});

/** As a lakeferry wrote them that recorded no fields yet. */
const ssmWith = (...installations: string[]): Aws =>
  awsWith(Object.fromEntries(installations.map((name) => [name, 'lakeferry-lake'])));

const properties = (Installation: string, Beside: readonly string[] = []) => ({
  Installation,
  Beside,
  Path: INSTALLATIONS_PATH,
  Refusal: 'These stand here: {others}. Say so: [{others}].',
});
const creating = (...given: Parameters<typeof properties>) => ({
  RequestType: 'Create',
  ResourceProperties: properties(...given),
});

it.each<[string, string[], string[]]>([
  ['blue', [], []],
  ['blue', ['default'], ['default']],
  ['blue', [], ['blue']],
])('the first deployment of %s beside %j is let through where %j stand', async (name, beside, standing) => {
  await expect(check(creating(name, beside), ssmWith(...standing))).resolves.toBeUndefined();
  expect(unexpectedInstallations(name, beside, standing.map(markerOf))).toEqual([]);
});

it('the first deployment beside others that are not listed is refused, and the message names them', async () => {
  const refused = check(creating('blue', ['green']), ssmWith('red', 'green', 'default'));
  await expect(refused).rejects.toThrow("These stand here: 'default', 'red'. Say so: ['default', 'red'].");
  const found = ['red', 'green', 'default'].map(markerOf);
  expect(unexpectedInstallations('blue', ['green'], found)).toEqual(['default', 'red']);
});

it('later deployments and the end of a stack are never refused, but another name in the same stack is', async () => {
  const later = (RequestType: string, before: string) => ({
    RequestType,
    StackId: 'arn:stack',
    ResourceProperties: properties('blue'),
    OldResourceProperties: properties(before),
  });
  await check(later('Update', 'blue'), ssmWith('blue', 'red'));
  await check(later('Delete', 'blue'), ssmWith('blue', 'red'));
  await expect(check(later('Update', 'default'), ssmWith('default'))).rejects.toThrow("These stand here: 'default'");
});

describe('permanent fields', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/made';
  const configured = (
    fields: Record<string, string> = {},
    sources: readonly string[] = ['orders'],
    streams: readonly string[] = ['web'],
  ): Permanent => ({
    fields: { 'lake.prefix': 'a', 'lake.keyArn': '', ...fields },
    sources,
    streams,
  });
  const given = ({ fields, sources, streams }: Permanent) => ({
    ...properties('default'),
    Fields: Object.entries(fields).map(([Field, Value]) => ({ Field, Value, Refusal: changeRefusal(Field, Value) })),
    Sources: sources,
    Rename: renameRefusal(),
    Streams: streams,
    StreamRename: streamRenameRefusal(),
  });
  const marked = { 'lake.prefix': 'a', 'lake.keyArn': KEY };
  const markers = { default: JSON.stringify(markerValue('lakeferry-lake', marked)) };
  const update = (now: Permanent, before: Permanent) => ({
    RequestType: 'Update',
    StackId: 'arn:stack',
    ResourceProperties: given(now),
    OldResourceProperties: given(before),
  });
  const create = (now: Permanent) => ({ RequestType: 'Create', StackId: 'arn:stack', ResourceProperties: given(now) });
  const verdict = async (event: object, aws = awsWith(markers)): Promise<string> =>
    check(event, aws).then(
      () => '',
      (error: Error) => error.message,
    );

  it.each<[string, Permanent]>([
    ['nothing', configured()],
    ['a prefix', configured({ 'lake.prefix': 'b' })],
    ['the key, to the one that the stack made', configured({ 'lake.keyArn': KEY })],
    ['the key', configured({ 'lake.keyArn': `${KEY}-2` })],
    ['a prefix and the id of a source', configured({ 'lake.prefix': '' }, ['shop'])],
    ['sources, by one more', configured({}, ['orders', 'shop'])],
    ['the name of a stream of tables', configured({}, ['orders'], ['shop'])],
    ['streams of tables, by one more', configured({}, ['orders'], ['web', 'shop'])],
  ])('an update of %s is judged in the template as it is locally', async (_what, now) => {
    const deployed = configured();
    expect(await verdict(update(now, deployed))).toBe(changesRefused(now, { deployed, marked }).join('\n'));
    expect(await verdict(create(now))).toBe(changesRefused(now, { marked }).join('\n'));
  });

  it('the way back from a refused update is let through', async () => {
    const [refused, deployed] = [configured({ 'lake.prefix': 'b' }, ['shop']), configured()];
    expect(await verdict(update(refused, deployed))).not.toBe('');
    expect(await verdict(update(deployed, refused), awsWith(markers, 'UPDATE_ROLLBACK_IN_PROGRESS'))).toBe('');
  });

  it('a deployment of an earlier lakeferry, whose marker records no fields, is taken as it is', async () => {
    const { Fields: _, Sources: __, Rename: ___, Streams: ____, StreamRename: _____, ...earlier } = given(configured());
    const event = { ...update(configured(), configured()), OldResourceProperties: earlier };
    expect(await verdict(event, ssmWith('default'))).toBe('');
  });

  it('the template asks for every permanent field, records it and keeps the record', () => {
    const { lake, settings } = synthesized('eu-west-1');
    const [asked] = Object.values(lake.findResources('Custom::LakeferryInstallation'));
    const fields = asked!.Properties.Fields.map(({ Field }: { Field: string }) => Field);
    expect(fields).toEqual(Object.keys(permanentOf(settings, 'b').fields));
    expect(asked!.Properties.Sources).toEqual(settings.sources.map(({ id }) => id));
    expect(asked!.Properties.Streams).toEqual(settings.dynamodb.map(({ name }) => name));
    const [[, marker] = []] = Object.entries(lake.findResources('AWS::SSM::Parameter'));
    expect(marker).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    for (const field of fields) expect(JSON.stringify(marker!.Properties.Value)).toContain(field);
  });
});

it('tells CloudFormation either way', async () => {
  const replies: object[] = [];
  const event = { StackId: 's', RequestId: 'r', LogicalResourceId: 'l' };
  const reply = async (body: object) => void replies.push(body);
  await answer(event, async () => {}, reply);
  await answer(
    event,
    async () => {
      throw new Error('no');
    },
    reply,
  );
  expect(replies).toEqual([
    { ...event, PhysicalResourceId: 'installation', Status: 'SUCCESS' },
    { ...event, PhysicalResourceId: 'installation', Status: 'FAILED', Reason: 'no' },
  ]);
});

it('comes before everything that outlives the stack, and its code fits into the template', () => {
  const { lake } = synthesized('eu-west-1');
  const [checkId] = Object.keys(lake.findResources('Custom::LakeferryInstallation'));
  const waiting = (type: string): boolean[] =>
    Object.values(lake.findResources(type)).map(({ DependsOn = [] }) => [DependsOn].flat().includes(checkId));
  for (const type of ['AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::DynamoDB::Table']) {
    expect(waiting(type).length).toBeGreaterThan(0);
    expect(waiting(type)).not.toContain(false);
  }
  expect(waiting('Custom::LakeferryTags')).not.toContain(false);
  const code = Object.values(lake.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Code.ZipFile as string | undefined)
    .filter((text) => text !== undefined);
  expect(code.filter((text) => text.length > 4096)).toEqual([]);
});
