import { INSTALLATIONS_PATH, markerOf, unexpectedInstallations } from '../../core/installations';
import { synthesized } from './synthesized';

interface Ssm {
  getParametersByPath(input: { Path: string; NextToken?: string }): Promise<object>;
}
interface Code {
  check(event: object, ssm: Ssm): Promise<void>;
  answer(event: object, work: () => Promise<void>, reply: (body: object) => Promise<void>): Promise<void>;
}

// runs in Lambda as it stands, so it is CommonJS without types
const { check, answer } = require('../../lib/lake/check-installation.code.js') as Code;

/** Markers on pages of one. */
const ssmWith = (...installations: string[]): Ssm => ({
  getParametersByPath: async ({ NextToken = '0' }) => ({
    Parameters: installations.slice(Number(NextToken), Number(NextToken) + 1).map((name) => ({ Name: markerOf(name) })),
    NextToken: Number(NextToken) + 1 < installations.length ? String(Number(NextToken) + 1) : undefined,
  }),
});

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
    ResourceProperties: properties('blue'),
    OldResourceProperties: properties(before),
  });
  await check(later('Update', 'blue'), ssmWith('blue', 'red'));
  await check(later('Delete', 'blue'), ssmWith('blue', 'red'));
  await expect(check(later('Update', 'default'), ssmWith('default'))).rejects.toThrow("These stand here: 'default'");
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
  expect(waiting('AWS::LakeFormation::Tag')).not.toContain(false);
  const code = Object.values(lake.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Code.ZipFile as string | undefined)
    .filter((text) => text !== undefined);
  expect(code).toHaveLength(1);
  expect(code[0]!.length).toBeLessThanOrEqual(4096);
});
