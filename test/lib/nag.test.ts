import { join } from 'node:path';
import { type App, type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadSettings } from '../../lib/config';
import { allow } from '../../lib/shared/permissions';
import { createApp } from '../../lib/stacks';
import { synthesize, synthesized } from './synthesized';

const newStack = (): Stack => new Stack(createApp(), 'Stack');
const newRole = (stack: Stack): Role =>
  new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

it('finds what is wrong', () => {
  const stack = newStack();
  new Bucket(stack, 'Open');
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
  expect(violations.map(({ ruleName }) => ruleName)).toEqual(
    expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']),
  );
});

it('finds a wildcard that went past allow()', () => {
  const stack = newStack();
  allow(newRole(stack), { actions: ['rds:DescribeExportTasks'], resources: ['*'], because: 'It takes none.' });
  newRole(new Stack(stack, 'Other')).addToPrincipalPolicy(
    new (jest.requireActual('aws-cdk-lib/aws-iam').PolicyStatement)({ actions: ['rds:*'], resources: ['*'] }),
  );
  stack.node.root.node.findAll().flatMap((node) => node.node.validate());
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
  expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources.length])).toEqual([
    ['AwsSolutions-IAM5[Action::rds:*]', 1],
    ['AwsSolutions-IAM5[Resource::*]', 1],
  ]);
});

it('wants a reason for every wildcard', () =>
  expect(() => allow(newRole(newStack()), { actions: ['rds:DescribeExportTasks'], resources: ['*'] })).toThrow(
    /because/,
  ));

it('has a reason of a sentence for every acknowledgement', () => {
  const { app } = synthesized('eu-west-1');
  const reasons = ownAcknowledgements(app).map(({ reason }) => reason);
  expect(reasons.length).toBeGreaterThan(10);
  for (const reason of reasons) expect(reason).toMatch(/^[A-Z"'].{14,}\.$/);
});

it('acknowledges nothing that cdk-nag does not find', () => {
  const { app } = synthesize(loadSettings({ file: join(__dirname, '../../.ci/linters/every-feature.config.ts') }));
  const used = usedAcknowledgements(app);
  const needless = ownAcknowledgements(app).filter(
    ({ path, rule }) => !used.some((each) => each.rule === rule && `${each.path}/`.startsWith(`${path}/`)),
  );
  expect(used.length).toBeGreaterThan(10);
  expect(needless).toEqual([]);
});

interface Acknowledgement {
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

/** Without CDK's own, of a flow log. */
const ownAcknowledgements = (app: App): Acknowledgement[] =>
  acknowledgements(app).filter(({ reason }) => !reason.startsWith('AWS::EC2::FlowLog '));

const acknowledgements = (app: App): Acknowledgement[] =>
  app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(([id, reason]) => ({
          path: node.path,
          // CDK's own prefix
          rule: id.replace(/^annotation::/i, ''),
          reason,
        })),
      ),
  );

/** What was found and acknowledged, by the resource that it was found on; cdk-nag tells nobody. */
function usedAcknowledgements(app: App): { readonly path: string; readonly rule: string }[] {
  const checks = new AwsSolutionsChecks(app);
  const watched = jest.spyOn(
    checks as unknown as { isAcknowledged(resource: CfnResource, rule: string): boolean },
    'isAcknowledged',
  );
  checks.validateScope(app);
  return watched.mock.calls
    .filter((_, call) => watched.mock.results[call]?.value === true)
    .map(([{ node }, rule]) => ({ path: node.path, rule }));
}
