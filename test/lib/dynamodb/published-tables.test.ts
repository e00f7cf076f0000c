import { Match, type Template } from 'aws-cdk-lib/assertions';
import { withStreams } from './table-streams';

const whole = withStreams({
  dynamodb: [
    {
      name: 'orders',
      tables: ['Orders'],
      publish: [{ table: 'Orders', keys: ['id', 'createdAt'], decimals: { total: 'decimal(38,2)' } }],
    },
    { name: 'clicks', tables: ['clicks'] },
  ],
});
const { lake, databases } = whole;
const consumer = whole.dynamodb.consumer as Template;

// biome-ignore lint/suspicious/noExplicitAny: properties of any resource
const inDatabases = (type: string): any[] =>
  databases.flatMap((each) => Object.values(each.findResources(type)).map(({ Properties }) => Properties));
const text = (value: unknown): string => JSON.stringify(value);

it('makes two databases of an entry that publishes and none of another, both closed and marked', () => {
  const made = inDatabases('AWS::Glue::Database').map(({ DatabaseInput }) => DatabaseInput);
  const own = made.filter(({ Name }) => Name.startsWith('dynamodb_'));
  expect(own.map(({ Name }) => Name).sort()).toEqual(['dynamodb_orders', 'dynamodb_orders_landing']);
  for (const { CreateTableDefaultPermissions, Parameters } of own) {
    expect(CreateTableDefaultPermissions).toEqual([]);
    expect(Parameters).toMatchObject({ 'lakeferry:installation': 'default' });
  }
  const [history, landing] = own.sort((a, b) => (a.Name < b.Name ? -1 : 1));
  expect(text(history.LocationUri)).toMatch(/\/demo\/dynamodb\/orders\/|\/dynamodb\/orders\//);
  expect(text(history.Parameters['lakeferry:registrar-role'])).toContain('Registrar');
  expect(history.Parameters).not.toHaveProperty('lakeferry:crawler-role');
  expect(text(landing.LocationUri)).toMatch(/Landing.*\/dynamodb\/orders\//);
  expect(inDatabases('AWS::Glue::Crawler').map(({ DatabaseName }) => DatabaseName)).not.toContain('dynamodb_orders');
});

it('declares the table of rows as they arrive, whose dates follow from the query', () => {
  const [{ DatabaseName, TableInput }] = inDatabases('AWS::Glue::Table');
  expect(DatabaseName).toBe('dynamodb_orders_landing');
  expect(TableInput).toMatchObject({
    Name: 'changes',
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [{ Name: 'date', Type: 'string' }],
    Parameters: {
      'projection.enabled': 'true',
      'projection.date.type': 'date',
      'projection.date.format': 'yyyy-MM-dd',
      'projection.date.range': '2020-01-01,NOW',
    },
    StorageDescriptor: { SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' } },
  });
  expect(
    TableInput.StorageDescriptor.Columns.map(({ Name, Type }: Record<string, string>) => `${Name} ${Type}`),
  ).toEqual([
    ...['ddb_table string', 'ddb_event string', 'ddb_version bigint', 'ddb_sequence string', 'ddb_event_id string'],
    ...['ddb_source string', 'ddb_ttl boolean', 'created_at_9da118ee string', 'id string', 'total string'],
  ]);
});

it('puts the rows under Lake Formation, which reads them past the denial of the bucket', () => {
  consumer.hasResourceProperties('AWS::LakeFormation::Resource', {
    ResourceArn: Match.objectLike({ 'Fn::Join': ['', Match.arrayWith(['/dynamodb'])] }),
    HybridAccessEnabled: false,
  });
  const denial = Object.values(consumer.findResources('AWS::S3::BucketPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .find(({ Sid }) => Sid === 'ReadersOnly');
  const location = Object.keys(consumer.findResources('AWS::IAM::Role')).find((id) => id.includes('Location'));
  expect(denial.Condition.ArnNotEquals['aws:PrincipalArn']).toContainEqual({ 'Fn::GetAtt': [location, 'Arn'] });
  consumer.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:GetKeyPolicy', 'kms:ListGrants'] })]),
    },
    Roles: [Match.anyValue()],
  });
});

it('lets the registrar fill the history and nothing else', () => {
  const [id] = Object.keys(lake.findResources('AWS::IAM::Role')).filter((each) => each.startsWith('Registrar'));
  const policies = Object.values(lake.findResources('AWS::IAM::ManagedPolicy')).filter(
    ({ Properties }) => text(Properties.Roles) === text([{ Ref: id }]),
  );
  const resources = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement[0].Resource).map(text);
  expect(resources.filter((each) => each.includes('database/'))).toEqual([
    expect.stringContaining(':database/dynamodb_orders"'),
  ]);
  lake.hasResourceProperties('AWS::LakeFormation::PrincipalPermissions', {
    Principal: { DataLakePrincipalIdentifier: { 'Fn::GetAtt': [id, 'Arn'] } },
    Permissions: ['DATA_LOCATION_ACCESS'],
  });
  const grants = inDatabases('AWS::LakeFormation::PrincipalPermissions').filter(({ Principal }) =>
    text(Principal).includes('Registrar'),
  );
  expect(
    grants.map(({ Resource, Permissions }) => [Resource.Database?.Name ?? Resource.Table.DatabaseName, Permissions]),
  ).toEqual([
    ['dynamodb_orders', ['CREATE_TABLE', 'DESCRIBE']],
    ['dynamodb_orders', ['SELECT', 'DESCRIBE', 'ALTER', 'INSERT']],
  ]);
});

it('makes no location where nothing is published, and leaves what other stacks import of an earlier deployment', () => {
  const plain = withStreams({
    dynamodb: [
      { name: 'orders', tables: ['Orders'] },
      { name: 'clicks', tables: ['clicks'] },
    ],
  });
  plain.dynamodb.consumer!.resourceCountIs('AWS::LakeFormation::Resource', 0);
  const grants = Object.values(plain.lake.findResources('AWS::LakeFormation::PrincipalPermissions'));
  expect(grants.filter(({ Properties }) => text(Properties.Principal).includes('Registrar'))).toEqual([]);
  const exportsOf = (template: Template): string[] =>
    Object.values(template.findOutputs('*')).flatMap(({ Export }) => (Export === undefined ? [] : [text(Export.Name)]));
  const gone = (before: Template, after: Template): string[] => {
    const left = exportsOf(after);
    return exportsOf(before).filter((name) => !left.includes(name));
  };
  expect(gone(lake, plain.lake)).toEqual([]);
  expect(gone(consumer, plain.dynamodb.consumer!)).toEqual([]);
});
