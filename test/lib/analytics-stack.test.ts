import { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Settings } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { accountGrants, rulesOf } from '../../core/governance';
import { demoSettings, type Synthesized, synthesize, synthesized } from './synthesized';

const LAKE = '111111111111';
const ANALYTICS = '222222222222';
const ANALYST = `arn:aws:iam::${ANALYTICS}:role/team/analyst`;
const SECOND = `arn:aws:iam::${ANALYTICS}:role/second`;
const FINANCE = `arn:aws:iam::${ANALYTICS}:role/finance`;
const ABROAD = 'arn:aws:iam::333333333333:role/auditor';

const SHOP = {
  share: ['orders'],
  filters: { customers: { columns: ['id', 'city'] } },
  namedFilters: {
    customers: { vat: { columns: ['id', 'vat_id'], principals: [FINANCE] } },
    invoices: { audit: { columns: ['id'], principals: [ABROAD] } },
  },
};

const settingsWith = (
  shop: object,
  accounts: object = { analytics: ANALYTICS, analysts: [ANALYST, SECOND] },
  more: object = {},
): Settings =>
  validateConfig({
    environment: { region: 'eu-west-1', account: LAKE },
    ...more,
    lake: { partitionKey: 'day' },
    sources: [{ kind: 'aurora-cluster', id: 'retail', engine: 'postgres', databases: ['shop', 'hr'] }],
    accounts,
    governance: { databases: { retail_shop: shop } },
  });

const settings = settingsWith(SHOP);
const whole = synthesize(settings);
const template = whole.analytics!;

interface Grant {
  readonly role: string;
  readonly resource: Record<string, unknown>;
  readonly permissions: readonly string[];
}

/** Of the stack itself and of those of its databases. */
const partsOf = ({ analytics, links }: Synthesized): Template[] => [...links, analytics!];
const linksOf = ({ links }: Synthesized) =>
  links.flatMap((each) => Object.values(each.findResources('AWS::Glue::Database')));

const grantsOf = (from: Synthesized): Grant[] =>
  partsOf(from)
    .flatMap((each) => Object.values(each.findResources('AWS::LakeFormation::PrincipalPermissions')))
    .map(({ Properties }) => {
      expect(Properties.PermissionsWithGrantOption).toEqual([]);
      return {
        role: Properties.Principal.DataLakePrincipalIdentifier,
        resource: Properties.Resource,
        permissions: Properties.Permissions,
      };
    });
const grants = grantsOf(whole);
const held = (role: string) => grants.filter((grant) => grant.role === role).map(({ role: _, ...grant }) => grant);
const link = (Name: string) => ({
  resource: { Database: { CatalogId: { Ref: 'AWS::AccountId' }, Name } },
  permissions: ['DESCRIBE'],
});

describe('whether there is one', () => {
  it('is none without an analytics account', () => {
    expect(synthesize(settingsWith({ share: ['orders'] }, {})).analytics).toBeUndefined();
  });

  it('is in the analytics account and the Region, which are known without credentials', () => {
    const { app } = synthesized('cn-north-1');
    const stacks = app.node.children.map((child) => child as unknown as { stackName?: string; environment?: string });
    const analytics = stacks.find(({ stackName }) => stackName === 'lakeferry-analytics')!;
    expect(analytics.environment).toBe(`aws://${ANALYTICS}/cn-north-1`);
  });

  it("refers to nothing of the lake's stacks", () =>
    expect(JSON.stringify(partsOf(whole).map((each) => each.toJSON()))).not.toContain('Fn::ImportValue'));

  it("asks for the lake's account only where the configuration leaves it open", () => {
    expect(template.toJSON().Parameters).not.toHaveProperty('LakeAccount');
    synthesized('eu-west-1').analytics!.hasParameter('LakeAccount', { AllowedPattern: '^[0-9]{12}$' });
  });
});

describe('links', () => {
  it('point to each database that shares something, under its name', () => {
    expect(linksOf(whole)).toHaveLength(1);
    whole.links[0]!.hasResourceProperties('AWS::Glue::Database', {
      CatalogId: { Ref: 'AWS::AccountId' },
      DatabaseInput: { Name: 'retail_shop', TargetDatabase: { CatalogId: LAKE, DatabaseName: 'retail_shop' } },
    });
  });

  it.each([
    ['nothing', {}, 0],
    ['a filter', { filters: { customers: { columns: ['id'] } } }, 1],
    ['a table by its own tags', { tables: { orders: { tags: { confidential: 'public' } } } }, 1],
    ['a column by its tags', { tables: { orders: { columns: { id: { tags: { confidential: 'public' } } } } } }, 1],
    ['all, by the tags of the database', { tags: { confidential: 'public' } }, 1],
    [
      'a filter to a role of the account',
      { namedFilters: { a: { b: { columns: ['id'], principals: [FINANCE] } } } },
      1,
    ],
    ['a filter to somebody else', { namedFilters: { a: { b: { columns: ['id'], principals: [ABROAD] } } } }, 0],
  ])('where it shares %s: %#', (_what, policy, count) => {
    expect(linksOf(synthesize(settingsWith(policy)))).toHaveLength(count);
  });
});

interface LFTagPolicy {
  readonly ResourceType: string;
  readonly Expression: unknown;
}

describe('grants', () => {
  const policy = (type: string, values: string[], own: Record<string, string>, permissions: string[]) => ({
    resource: {
      LFTagPolicy: {
        CatalogId: LAKE,
        ResourceType: type,
        Expression: [
          { TagKey: 'confidential', TagValues: values },
          ...Object.entries(own).map(([TagKey, value]) => ({ TagKey, TagValues: [value] })),
        ],
      },
    },
    permissions,
  });

  it.each([ANALYST, SECOND])('%s gets the link and all that the account was given', (role) =>
    expect(held(role)).toEqual([
      link('retail_shop'),
      {
        resource: {
          DataCellsFilter: {
            TableCatalogId: LAKE,
            DatabaseName: 'retail_shop',
            TableName: 'customers',
            Name: 'lakeferry_columns',
          },
        },
        permissions: ['SELECT'],
      },
      policy('DATABASE', ['private', 'public', 'sensitive'], { 'lakeferry-databases': 'governed' }, ['DESCRIBE']),
      policy('TABLE', ['public'], { 'lakeferry-columns': 'agreed' }, ['SELECT', 'DESCRIBE']),
    ]),
  );

  it('a role with a filter of its own gets the link and nothing besides', () =>
    expect(held(FINANCE)).toEqual([link('retail_shop')]));

  it('nobody of another account gets anything', () => expect(held(ABROAD)).toEqual([]));

  it('gives on exactly the tag policies that the planner grants to the account', () => {
    const given = accountGrants(rulesOf(settings.governance, { database: 'retail_shop', analytics: ANALYTICS }));
    const policies = given.flatMap(({ resource, permissions, withGrantOption }) =>
      resource.kind === 'policy' ? [{ resource, permissions, withGrantOption }] : [],
    );
    expect(policies.length).toBeGreaterThan(0);
    for (const { resource, permissions, withGrantOption } of policies) {
      expect(withGrantOption).toEqual(permissions);
      const Expression = Object.entries(resource.expression).map(([TagKey, TagValues]) => ({ TagKey, TagValues }));
      expect(held(ANALYST)).toContainEqual({
        resource: { LFTagPolicy: { CatalogId: LAKE, ResourceType: resource.type, Expression } },
        permissions,
      });
    }
  });

  it('databases that carry none of the tags by which tables are shared are found by the tag of lakeferry alone', () => {
    const only = settingsWith({ ...SHOP, filters: {} });
    const domain = { tags: { confidential: ['private'], domain: ['open'] }, sharedTag: { domain: 'open' } };
    const grants = grantsOf(synthesize({ ...only, governance: { ...only.governance, ...domain } }));
    const expressions = grants.flatMap(({ resource }) => (resource.LFTagPolicy as LFTagPolicy | undefined) ?? []);
    expect(expressions.find(({ ResourceType }) => ResourceType === 'DATABASE')?.Expression).toEqual([
      { TagKey: 'lakeferry-databases', TagValues: ['governed'] },
    ]);
  });

  it('are filters over whole tables, and no tag policy on tables, where wholeTables is filters', () => {
    const only = settingsWith({ ...SHOP, filters: {} });
    const grants = grantsOf(synthesize({ ...only, governance: { ...only.governance, wholeTables: 'filters' } }));
    expect(grants.map(({ resource }) => (resource.LFTagPolicy as LFTagPolicy | undefined)?.ResourceType)).not.toContain(
      'TABLE',
    );
    const filters = grants.flatMap(({ role, resource }) =>
      resource.DataCellsFilter === undefined ? [] : [[role, (resource.DataCellsFilter as { Name: string }).Name]],
    );
    expect(filters).toEqual([ANALYST, SECOND].map((role) => [role, 'lakeferry_whole']));
  });

  it.each([
    ['analytics', template, /^AcceptShares/],
    ['databases', whole.links[0]!, /^Links/],
  ])('of the stack of %s follow one another, the first after %p', (_stack, of, before) => {
    const all = of.findResources('AWS::LakeFormation::PrincipalPermissions');
    const ids = Object.keys(all);
    const waiting = ids.map((id) => [all[id]!.DependsOn].flat());
    const [first] = waiting.filter((each) => !each.some((id) => ids.includes(id)));
    expect(first).toEqual(expect.arrayContaining([expect.stringMatching(before)]));
    const followed = waiting.flat().filter((id) => ids.includes(id));
    expect(followed).toHaveLength(ids.length - 1);
    expect(new Set(followed).size).toBe(ids.length - 1);
  });

  it('of databases come after the stack that accepts the share', () => {
    const stacks = whole.app.node.children.filter((child) => child instanceof Stack);
    const [accepting] = stacks.filter(({ stackName }) => stackName === 'lakeferry-analytics');
    const [linking] = stacks.filter(({ stackName }) => stackName.startsWith('lakeferry-analytics-databases-'));
    expect(linking!.dependencies).toEqual([accepting]);
  });

  it('are only those of named filters where no analysts are configured', () => {
    const without = synthesize(settingsWith(SHOP, { analytics: ANALYTICS }));
    expect(grantsOf(without).map(({ role }) => role)).toEqual([FINANCE]);
  });
});

describe('accepting', () => {
  it('is allowed for shares that Lake Formation made in the account of the lake', () =>
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'ram:AcceptResourceShareInvitation',
            Condition: {
              StringEquals: { 'ram:ShareOwnerAccountId': LAKE },
              StringLike: { 'ram:ResourceShareName': 'LakeFormation*' },
            },
          }),
        ]),
      },
    }));

  const asked = (from: Template) => Object.values(from.findResources('Custom::LakeferryAcceptedShares'))[0]!.Properties;

  it('happens again when something else is shared, and only then', () => {
    expect(asked(template)).toMatchObject({ LakeAccount: LAKE });
    expect(asked(synthesize(settings).analytics!)).toEqual(asked(template));
    const more = { ...SHOP, filters: { ...SHOP.filters, suppliers: { columns: ['id'] } } };
    expect(asked(synthesize(settingsWith(more)).analytics!)).not.toEqual(asked(template));
  });

  it('fits into a template', () => {
    const [code] = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Code.ZipFile as string,
    );
    expect(code!.length).toBeLessThanOrEqual(4096);
  });
});

describe('Athena', () => {
  it('leaves no choice of place and encryption, and ends queries that read too much', () =>
    template.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'lakeferry-analysts',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 107_374_182_400,
        ResultConfiguration: {
          ExpectedBucketOwner: { Ref: 'AWS::AccountId' },
          EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: Match.anyValue() },
        },
      },
    }));

  it('forgets results', () =>
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30, Status: 'Enabled' })] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }].map(
          Match.objectLike,
        ),
      },
      PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicPolicy: true, RestrictPublicBuckets: true }),
    }));

  it('has a query for every table of which something is seen, on today: the last date with rows may be yesterday', () => {
    const queries = Object.values(template.findResources('AWS::Athena::NamedQuery')).map(
      ({ Properties }) => Properties,
    );
    expect(queries.map(({ Name }) => Name).sort()).toEqual([
      'retail_shop.customers: today',
      'retail_shop.orders: today',
    ]);
    const orders = queries.find(({ Name }) => Name.includes('orders'))!;
    expect(orders.Database).toBe('retail_shop');
    expect(orders.QueryString.split('\n')).toEqual([
      'SELECT *',
      'FROM "retail_shop"."orders"',
      `WHERE "day" = CAST(current_date AS varchar) -- or another date: '2026-01-31'`,
      'LIMIT 100',
    ]);
  });

  it('asks for the today of the time zone', () => {
    const { analytics } = synthesize(settingsWith(SHOP, undefined, { timeZone: 'Asia/Taipei' }));
    const [{ Properties }] = Object.values(analytics!.findResources('AWS::Athena::NamedQuery')) as [
      { Properties: { QueryString: string; Description: string } },
    ];
    expect(Properties.QueryString).toContain(
      `WHERE "day" = CAST(CAST(current_timestamp AT TIME ZONE 'Asia/Taipei' AS date) AS varchar)`,
    );
    expect(Properties.Description).toContain('(Asia/Taipei)');
  });

  it('has room for every shared table, and for the longest names', () => {
    const tables = Array.from({ length: 901 }, (_, i) => `t${i}`.padEnd(100, 'x'));
    const { app } = synthesize(settingsWith({ share: tables }));
    const queries = app.synth().stacks.map(({ stackName, template: { Resources } }) => {
      const all = Object.values(Resources as Record<string, { Type: string; Properties: { Name: string } }>);
      return [stackName, all.filter(({ Type }) => Type === 'AWS::Athena::NamedQuery')] as const;
    });
    expect(queries.filter(([, each]) => each.length > 0).map(([name, each]) => [name, each.length])).toEqual([
      ['lakeferry-analytics', 400],
      ['lakeferry-analytics-queries-2', 400],
      ['lakeferry-analytics-queries-3', 101],
    ]);
    const names = queries.flatMap(([, each]) => each.map(({ Properties }) => Properties.Name));
    expect(new Set(names).size).toBe(901);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(128);
  });

  it('keeps results of a role with filters of its own apart: workgroup, folder and policy', () => {
    const role = `arn:aws:iam::${settings.accounts.analytics}:role/teams/finance`;
    const filters = { customers: { columns: ['id'], principals: [role] } };
    const { analytics } = synthesize(settingsWith({ share: ['orders'], filters }));
    const groups = Object.values(analytics!.findResources('AWS::Athena::WorkGroup')).map(
      ({ Properties }) => Properties,
    );
    const folderOf = (name: string): string =>
      JSON.stringify(
        groups.find(({ Name }) => Name === name)!.WorkGroupConfiguration.ResultConfiguration.OutputLocation,
      );
    expect(folderOf('lakeferry-analysts')).toContain('/results/');
    expect(folderOf('lakeferry-analysts-finance')).toContain('/roles/finance/');
    const objectsOf = (suffix: string): string => {
      const [policy] = Object.values(analytics!.findResources('AWS::IAM::ManagedPolicy')).filter(({ Properties }) =>
        JSON.stringify(Properties.ManagedPolicyName).replaceAll('"', '').endsWith(suffix),
      );
      const statements = policy!.Properties.PolicyDocument.Statement as { Action: string | string[] }[];
      return JSON.stringify(statements.filter(({ Action }) => Action.includes('s3:GetObject')));
    };
    expect(objectsOf('-finance')).toContain('/roles/finance/*');
    expect(objectsOf('-finance')).not.toContain('/results/*');
    expect(objectsOf('eu-west-1')).toContain('/results/*');
    expect(objectsOf('eu-west-1')).not.toContain('/roles/');
  });

  it('is open to whoever takes the policy, who writes nothing but results', () => {
    const [policy] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const actions: string[] = policy!.Properties.PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: string | string[] }) => Action,
    );
    expect(actions).toContain('lakeformation:GetDataAccess');
    const writes = actions.filter(
      (action) => !/:(Get|List|Batch?Get|BatchGet|StartQuery|StopQuery|Decrypt)/.test(action),
    );
    expect(writes.sort()).toEqual(['kms:GenerateDataKey', 's3:AbortMultipartUpload', 's3:PutObject']);
  });
});

describe.each(['eu-west-1', 'cn-north-1', 'us-gov-west-1'])('%s', (region) => {
  const example = demoSettings(region);
  const role = ANALYST.replace(':aws:', `:${example.environment.partition}:`);
  const { app, analytics } = synthesize({ ...example, accounts: { ...example.accounts, analysts: [role] } });

  it('has no partition written out but in what was configured', () =>
    expect(
      JSON.stringify(analytics!.toJSON())
        .replaceAll(role, '')
        .match(/arn:aws[a-z-]*:/g),
    ).toBeNull());

  it("passes cdk-nag's AwsSolutions", () => {
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });
});
