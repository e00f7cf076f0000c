import { Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { allow } from '../../lib/shared/permissions';
import { createApp } from '../../lib/stacks';
import { synthesized } from './synthesized';

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
  const reasons = app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.values(data as Record<string, string>)),
    );
  expect(reasons.length).toBeGreaterThan(10);
  for (const reason of reasons) expect(reason).toMatch(/^[A-Z"'].{14,}\.$/);
});
