import type { Template } from 'aws-cdk-lib/assertions';
import { validateConfig } from '../../../core/config/validate';
import { synthesize, synthesized } from '../synthesized';
import { IMPORTABLE, LEFT_BY_FAILURE, MADE_ANEW, MADE_ANEW_THERE } from './importable-types';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties of any resource, read by tests
  readonly Properties: any;
}

const resourcesOf = (template: Template): Record<string, Resource> => template.toJSON().Resources;
const keptIn = (template: Template): [string, Resource][] =>
  Object.entries(resourcesOf(template)).filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'));

const { app, analytics } = synthesized('eu-west-1');
const templates = app.synth().stacks.map(({ stackName, template }) => [stackName, template] as const);
const keptInLake = templates
  .filter(([stackName]) => !stackName.endsWith('-analytics'))
  .flatMap(([, { Resources }]) => keptIn({ toJSON: () => ({ Resources }) } as unknown as Template));

it('every kept resource is imported by a name that the template gives, or does not stand in the way', () => {
  expect(keptInLake.length).toBeGreaterThan(8);
  for (const [id, { Type, Properties }] of keptInLake) {
    const missing = (IMPORTABLE[Type] ?? []).filter((property) => Properties[property] === undefined);
    expect([id, missing]).toEqual([id, []]);
    expect([id, IMPORTABLE[Type] !== undefined || MADE_ANEW[Type] !== undefined]).toEqual([id, true]);
  }
  expect(new Set(keptInLake.map(([, { Type }]) => Type))).toEqual(
    new Set([...Object.keys(IMPORTABLE), ...Object.keys(MADE_ANEW)]),
  );
});

it('the analytics account keeps nothing with a fixed name', () => {
  for (const [id, { Type, Properties }] of keptIn(analytics!)) {
    expect([id, MADE_ANEW_THERE.includes(Type), Properties.BucketName]).toEqual([id, true, undefined]);
  }
});

it('a creation that fails leaves nothing with a fixed name behind that the next one does not import', () => {
  const left = keptInLake.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain').map(([, { Type }]) => Type);
  expect(new Set(left)).toEqual(new Set(Object.keys(LEFT_BY_FAILURE)));
});

it.each(templates)(
  '%s is not protected from deletion: cdk deploy deletes a stack that failed before it tries again',
  (stackName) => expect(app.synth().getStackByName(stackName).terminationProtection).not.toBe(true),
);

it('what is protected from deletion is created last: nothing waits for it, and it waits for all that may fail', () => {
  const { lake } = synthesized('eu-west-1');
  const resources = resourcesOf(lake);
  const guarded = Object.keys(resources).filter((id) => resources[id]!.Properties?.DeletionProtectionEnabled === true);
  expect(guarded).toHaveLength(1);
  const [ledger] = guarded;
  const waitingFor = new Set(Object.keys(resources).filter((id) => id !== ledger && mentions(resources[id], ledger!)));
  expect([...waitingFor]).toEqual([]);
  const mayFail = Object.entries(resources).filter(([, { Type }]) => /^AWS::(LakeFormation|Glue|S3|IAM)::/.test(Type));
  const before = reach(ledger!, resources);
  expect(mayFail.map(([id]) => id).filter((id) => !before.has(id))).toEqual([]);
});

it('a lake with a key of its own makes no key and no alias, and uses that key everywhere', () => {
  const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-00000000abcd';
  const source = { kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] };
  const environment = { region: 'eu-west-1', account: '111111111111' };
  const { lake } = synthesize(validateConfig({ environment, lake: { keyArn }, sources: [source] }));
  lake.resourceCountIs('AWS::KMS::Key', 0);
  lake.resourceCountIs('AWS::KMS::Alias', 0);
  const [table] = Object.values(lake.findResources('AWS::DynamoDB::Table'));
  expect(table!.Properties.SSESpecification.KMSMasterKeyId).toBe(keyArn);
  const encrypted = Object.values(lake.findResources('AWS::S3::Bucket')).filter((each) =>
    JSON.stringify(each).includes(keyArn),
  );
  expect(encrypted).toHaveLength(3);
});

const mentions = (resource: unknown, id: string): boolean => JSON.stringify(resource).includes(`"${id}"`);

/** Everything that must be there before a resource. */
function reach(id: string, resources: Record<string, Resource>): Set<string> {
  const [found, open] = [new Set<string>(), [id]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const each of Object.keys(resources)) {
      if (found.has(each) || each === next || !mentions(resources[next], each)) continue;
      found.add(each);
      open.push(each);
    }
  }
  return found;
}
