import type { Settings } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { synthesize } from './synthesized';

/** Two installations of one configuration stand beside each other: in one Region, or in two Regions of one account. */

const CONFIG = {
  notifications: { mail: ['data-team@example.com'] },
  accounts: { analytics: '222222222222' },
  lake: { bucketName: 'our-lake' },
  exports: { maxConcurrent: 2 },
  sources: [
    { kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] },
    { kind: 'aurora-cluster', id: 'stock', engine: 'mysql', databases: ['app'], trigger: { schedule: 'rate(1 day)' } },
  ],
  governance: {
    databases: {
      orders_shop: {
        share: ['orders'],
        tables: { secrets: { tags: { confidential: 'sensitive' } } },
        filters: { customers: { columns: ['id'] } },
      },
    },
  },
};

const settings = (environment: object, lake: object = CONFIG.lake): Settings =>
  validateConfig({ ...CONFIG, lake, environment: { account: '111111111111', region: 'eu-west-1', ...environment } });

/** Where a type of resource has its physical name; `global` in all Regions of an account or beyond. */
const NAMED: Readonly<Record<string, { readonly by: string; readonly global?: boolean }>> = {
  'AWS::Athena::NamedQuery': { by: 'Name' },
  'AWS::Athena::WorkGroup': { by: 'Name' },
  'AWS::CloudWatch::Alarm': { by: 'AlarmName' },
  'AWS::DynamoDB::Table': { by: 'TableName' },
  'AWS::Events::Rule': { by: 'Name' },
  'AWS::Glue::Crawler': { by: 'Name' },
  'AWS::Glue::Database': { by: 'DatabaseInput.Name' },
  'AWS::Glue::SecurityConfiguration': { by: 'Name' },
  'AWS::IAM::ManagedPolicy': { by: 'ManagedPolicyName', global: true },
  'AWS::IAM::Role': { by: 'RoleName', global: true },
  'AWS::KMS::Alias': { by: 'AliasName' },
  'AWS::LakeFormation::Tag': { by: 'TagKey' },
  'AWS::Lambda::Function': { by: 'FunctionName' },
  'AWS::Logs::LogGroup': { by: 'LogGroupName' },
  'AWS::S3::Bucket': { by: 'BucketName', global: true },
  'AWS::SNS::Topic': { by: 'TopicName' },
  'AWS::SQS::Queue': { by: 'QueueName' },
  'AWS::SSM::Parameter': { by: 'Name' },
  'AWS::Scheduler::Schedule': { by: 'Name' },
  'AWS::StepFunctions::StateMachine': { by: 'StateMachineName' },
};

/** Types whose resources AWS names or tells apart by what they belong to. */
const NAMELESS = [
  'AWS::IAM::Policy',
  'AWS::KMS::Key',
  'AWS::LakeFormation::DataLakeSettings',
  'AWS::LakeFormation::PrincipalPermissions',
  'AWS::LakeFormation::Resource',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

interface PhysicalName {
  /** With its account and type: names of two types do not meet. */
  readonly name: string;
  readonly global: boolean;
}

const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

/** Every name that AWS must find free: of stacks, of their exports and of what they make. */
function physicalNames(of: Settings): PhysicalName[] {
  const { app } = synthesize(of);
  return app.synth().stacks.flatMap(({ stackName, template, environment: { account } }) => [
    { name: `${account} stack ${stackName}`, global: false },
    ...exportsOf(template).map((name) => ({ name: `${account} export ${name}`, global: false })),
    ...Object.values(template.Resources as Record<string, { Type: string; Properties?: object }>).flatMap(
      ({ Type, Properties }): PhysicalName[] => {
        const name = valueAt(Properties, NAMED[Type]?.by ?? '');
        return name === undefined
          ? []
          : [{ name: `${account} ${Type} ${JSON.stringify(name)}`, global: NAMED[Type]!.global === true }];
      },
    ),
  ]);
}

const exportsOf = ({ Outputs = {} }: { Outputs?: Record<string, { Export?: { Name: string } }> }): string[] =>
  Object.values(Outputs).flatMap(({ Export }) => (Export === undefined ? [] : [Export.Name]));

const inCommon = (some: readonly PhysicalName[], others: readonly PhysicalName[]): string[] => {
  const taken = new Set(others.map(({ name }) => name));
  return some.map(({ name }) => name).filter((name) => taken.has(name));
};

const [standard, blue] = [physicalNames(settings({})), physicalNames(settings({ name: 'blue' }))];

it('every type of resource is known to have a name, or to have none', () => {
  const types = synthesize(settings({}))
    .app.synth()
    .stacks.flatMap(({ template }) => Object.values(template.Resources as Record<string, { Type: string }>))
    .map(({ Type }) => Type)
    .filter((type) => !type.startsWith('Custom::'));
  const unknown = [...new Set(types)].filter((type) => NAMED[type] === undefined && !NAMELESS.includes(type));
  expect(unknown).toEqual([]);
});

it('names of one installation are unique', () => {
  for (const names of [standard, blue]) {
    const all = names.map(({ name }) => name);
    expect(all.filter((name, i) => all.indexOf(name) < i)).toEqual([]);
    expect(all.length).toBeGreaterThan(40);
  }
});

it('the default installation and a named one have no name in common, and neither have two named ones', () => {
  expect(inCommon(standard, blue)).toEqual([]);
  expect(inCommon(blue, physicalNames(settings({ name: 'blue-2' })))).toEqual([]);
});

it('an installation in two Regions of one account has no name in common that is one for all Regions', () => {
  const inRegion = (region: string): PhysicalName[] =>
    physicalNames(settings({ region }, {})).filter(({ global }) => global);
  const [ireland, frankfurt] = [inRegion('eu-west-1'), inRegion('eu-central-1')];
  expect(ireland.length).toBeGreaterThan(0);
  expect(inCommon(ireland, frankfurt)).toEqual([]);
});

it('a role or permission of a named installation reaches nothing of the default one', () => {
  const { app } = synthesize(settings({ name: 'blue' }));
  const text = JSON.stringify(app.synth().stacks.map(({ template }) => template));
  // whatever is named is named for the installation; the mark on a Glue database is a key, and its value is the name
  expect(text.match(/lakeferry-(?!blue|installation")[a-z_-]+/g) ?? []).toEqual([]);
  expect(text.match(/[":/](orders|stock)_(shop|app)/g) ?? []).toEqual([]);
});

it('metrics of a named installation have a namespace of their own', () => {
  const namespaces = (environment: object): Set<unknown> => {
    const functions = Object.values(synthesize(settings(environment)).snapshots.findResources('AWS::Lambda::Function'));
    return new Set(functions.map(({ Properties }) => Properties.Environment.Variables.METRICS_NAMESPACE));
  };
  expect(namespaces({})).toEqual(new Set(['Lakeferry']));
  expect(namespaces({ name: 'blue' })).toEqual(new Set(['Lakeferry/blue']));
});
