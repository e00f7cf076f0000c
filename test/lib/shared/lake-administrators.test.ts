import { CliCredentialsStackSynthesizer, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LakeAdministrators } from '../../../lib/shared/lake-administrators';
import { createApp } from '../../../lib/stacks';
import { notAfter } from '../reach';
import { synthesize, synthesized } from '../synthesized';

const SETTINGS = 'AWS::LakeFormation::DataLakeSettings';
/** What Lake Formation lets only an administrator make, or whoever was granted it. */
const GOVERNED = /^AWS::(LakeFormation::|Glue::(Database|Crawler)$)/;

const { lake, analytics, settings } = synthesized('eu-west-1');
const analyst = 'arn:aws:iam::222222222222:role/analyst';
const shared = synthesize({ ...settings, accounts: { ...settings.accounts, analysts: [analyst] } });
const administratorsOf = (template: Template): unknown[] =>
  Object.values(template.findResources(SETTINGS))[0]!.Properties.Admins.map(
    (each: { DataLakePrincipalIdentifier: unknown }) => each.DataLakePrincipalIdentifier,
  );

describe.each([
  ['lake', lake, 1 + 1],
  ['analytics', analytics!, 1],
])('the %s stack', (_name, template, count) => {
  it('adds the role it is deployed with, beside the administrators there are', () => {
    expect(administratorsOf(template)).toHaveLength(count);
    expect(JSON.stringify(administratorsOf(template))).toContain('cdk-hnb659fds-cfn-exec-role-');
    template.hasResourceProperties(SETTINGS, { MutationType: 'APPEND' });
  });

  it('leaves to the account what new databases and tables are given', () =>
    expect(Object.keys(Object.values(template.findResources(SETTINGS))[0]!.Properties).sort()).toEqual(
      count === 2 ? ['Admins', 'MutationType', 'Parameters'] : ['Admins', 'MutationType'],
    ));

  it('leaves the settings as they are when it is deleted', () =>
    template.hasResource(SETTINGS, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }));
});

it('lake: the role of apply-governance is an administrator', () =>
  expect(JSON.stringify(administratorsOf(lake))).toContain('Governance'));

it.each([
  ['lake', lake],
  ['analytics', analytics!],
  ['analytics with analysts', shared.analytics!],
])('%s: everything of Lake Formation comes after the settings', (_name, template) => {
  const governed = Object.values(template.toJSON().Resources as Record<string, { Type: string }>);
  expect(governed.filter(({ Type }) => GOVERNED.test(Type)).length).toBeGreaterThan(0);
  expect(notAfter(template, GOVERNED, SETTINGS)).toEqual([]);
});

it('the tag grants to the account are made with the lake, so that there is a share before the analytics stack', () => {
  const grants = lake.findResources('AWS::LakeFormation::PrincipalPermissions');
  const toAccount = Object.values(grants).filter(
    ({ Properties }) => Properties.Principal.DataLakePrincipalIdentifier === settings.accounts.analytics,
  );
  expect(toAccount.map(({ Properties }) => Properties.Resource.LFTagPolicy.ResourceType).sort()).toEqual([
    'DATABASE',
    'TABLE',
  ]);
});

it.each(['lake', 'analytics'] as const)("%s: 'leave' leaves the settings to the account", (name) => {
  const left = synthesize({
    ...settings,
    governance: { ...settings.governance, administrators: 'leave', crossAccountVersion: 'unchanged' },
  });
  left[name]!.resourceCountIs(SETTINGS, 0);
  // whoever runs functions is no administrator yet, so CloudFormation makes the tags
  left.lake!.resourceCountIs('Custom::LakeferryTags', 0);
  left.lake!.hasResource('AWS::LakeFormation::Tag', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { TagKey: 'confidential', TagValues: ['sensitive', 'private', 'public'] },
  });
});

describe('the role that deploys', () => {
  const templateOf = (synthesizer?: DefaultStackSynthesizer | CliCredentialsStackSynthesizer): Template => {
    const stack = new Stack(createApp(), 'Stack', {
      env: { account: '123456789012', region: 'eu-west-1' },
      synthesizer,
    });
    new LakeAdministrators(stack, 'Administrators', { mode: 'append' });
    return Template.fromStack(stack);
  };

  it('is the one of the default bootstrap', () =>
    expect(JSON.stringify(administratorsOf(templateOf()))).toContain(
      'cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1',
    ));

  it('carries the qualifier of another bootstrap', () =>
    expect(JSON.stringify(administratorsOf(templateOf(new DefaultStackSynthesizer({ qualifier: 'team1' }))))).toContain(
      'cdk-team1-cfn-exec-role-',
    ));

  it('may be another role altogether', () =>
    expect(
      administratorsOf(templateOf(new DefaultStackSynthesizer({ cloudFormationExecutionRole: 'arn:x:role/own' }))),
    ).toEqual(['arn:x:role/own']));

  it('is not known where the credentials at hand deploy', () =>
    templateOf(new CliCredentialsStackSynthesizer()).resourceCountIs(SETTINGS, 0));
});
