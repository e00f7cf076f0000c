import type { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Settings } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { notAfter } from './reach';
import { synthesize } from './synthesized';

/**
 * What is not lakeferry's in an account and must be usable all the same: keys, the policy of the Data Catalog, RAM, the
 * organisation.
 */

const LAKE = '111111111111';
const ANALYTICS = '222222222222';
const keyArn = (id: string): string => `arn:aws:kms:eu-west-1:${LAKE}:key/${id}`;
const CATALOG_KEY = keyArn('catalog');

const settingsWith = (more: {
  readonly lake?: object;
  readonly governance?: object;
  readonly keys?: readonly string[];
  readonly principals?: readonly string[];
}): Settings =>
  validateConfig({
    environment: { region: 'eu-west-1', account: LAKE },
    lake: more.lake,
    sources: (more.keys ?? ['']).map((key, i) => ({
      kind: 'aurora-cluster',
      id: `retail-${i}`,
      engine: 'postgres',
      databases: ['shop'],
      ...(key === '' ? {} : { keyArn: keyArn(key) }),
    })),
    accounts: { analytics: ANALYTICS },
    governance: {
      ...more.governance,
      databases: {
        retail_0_shop: { filters: { orders: { columns: ['id'], principals: more.principals ?? [ANALYTICS] } } },
      },
    },
  });

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: object;
}

const plain = synthesize(settingsWith({}));

/** Statements of the policies whose logical id begins so. */
const statementsOf = (template: Template, construct: string): Statement[] =>
  Object.entries({
    ...template.findResources('AWS::IAM::Policy'),
    ...template.findResources('AWS::IAM::ManagedPolicy'),
  })
    .filter(([id]) => id.startsWith(construct))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]);
const actionsOn = (template: Template, construct: string, resource: string): string[] =>
  statementsOf(template, construct)
    .filter((each) => [each.Resource].flat().includes(resource))
    .flatMap(({ Action }) => Action);

describe('the key of the Data Catalog', () => {
  const { lake, databases, analytics, app } = synthesize(settingsWith({ lake: { catalogKeyArn: CATALOG_KEY } }));

  it.each([
    ['Crawlers', 'databases', ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey']],
    ['Governance', 'lake', ['kms:Decrypt', 'kms:DescribeKey']],
    ['Location', 'lake', ['kms:Decrypt', 'kms:DescribeKey']],
    ['AnalystPolicy', 'analytics', ['kms:Decrypt', 'kms:DescribeKey']],
  ] as const)('%s may use it', (construct, stack, actions) => {
    const template = { lake, databases: databases[0]!, analytics: analytics! }[stack];
    expect(actionsOn(template, construct, CATALOG_KEY)).toEqual(actions);
  });

  it('is nowhere where none is configured', () =>
    expect(
      JSON.stringify([plain.lake, ...plain.databases, plain.analytics!].map((template) => template.toJSON())),
    ).not.toContain(CATALOG_KEY));

  it("passes cdk-nag's AwsSolutions", () =>
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]));
});

describe('the keys of snapshots', () => {
  const { snapshots } = synthesize(settingsWith({ keys: ['b', 'a', '', 'a'] }));
  const keys = [keyArn('a'), keyArn('b')];

  it.each(['ExportRole', 'StartExport'])('%s may read under each, and let RDS', (construct) => {
    const onKeys = statementsOf(snapshots, construct).filter((each) =>
      keys.every((key) => [each.Resource].flat().includes(key)),
    );
    expect(onKeys).toHaveLength(2);
    expect(onKeys).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: keys }),
        expect.objectContaining({
          Action: 'kms:CreateGrant',
          Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        }),
      ]),
    );
  });
});

describe('sharing through RAM', () => {
  const SHARED = statementsOf(plain.lake, 'Governance');
  const allowing = (action: string): Statement[] => SHARED.filter(({ Action }) => [Action].flat().includes(action));

  it('reads without a condition: a list has no name that one could look at', () => {
    for (const action of ['ram:Get*', 'ram:List*']) {
      expect(allowing(action).map(({ Condition }) => Condition)).toEqual([undefined]);
    }
  });

  it("changes only Lake Formation's shares", () =>
    expect(allowing('ram:AssociateResourceShare')).toMatchObject([
      { Condition: { StringLike: { 'ram:ResourceShareName': ['LakeFormation*'] } } },
    ]));

  it.each([
    ['an account', ANALYTICS, 0],
    ['a unit', 'arn:aws:organizations::444444444444:ou/o-1/ou-1', 1],
    ['an organisation', 'arn:aws:organizations::444444444444:organization/o-1', 1],
  ])('reads the organisation where a filter is for %s: %p', (_what, principal, count) => {
    const { lake } = synthesize(settingsWith({ principals: [principal] }));
    const reads = statementsOf(lake, 'Governance').filter(({ Action }) =>
      [Action].flat().includes('organizations:ListAccountsForParent'),
    );
    expect(reads).toHaveLength(count);
  });
});

describe('the resource policy of the Data Catalog', () => {
  const POLICY = 'Custom::LakeferryCatalogPolicy';

  it('is not touched unless the configuration says so', () => plain.lake.resourceCountIs(POLICY, 0));

  it('is extended before anything is granted to another account', () => {
    const { lake, app } = synthesize(settingsWith({ governance: { catalogPolicy: 'extend' } }));
    lake.resourceCountIs(POLICY, 1);
    const late = notAfter(lake, /PrincipalPermissions$/, POLICY);
    const toAccount = Object.entries(lake.findResources('AWS::LakeFormation::PrincipalPermissions')).filter(
      ([, { Properties }]) => Properties.Principal.DataLakePrincipalIdentifier === ANALYTICS,
    );
    expect(toAccount.length).toBeGreaterThan(0);
    expect(toAccount.filter(([id]) => late.includes(id))).toEqual([]);
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });
});
