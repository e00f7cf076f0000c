import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acceptFindings } from '../../../../lib/shared/findings/accepted-findings';
import { allow } from '../../../../lib/shared/permissions';
import { createApp } from '../../../../lib/stacks';

const newStack = (): Stack => new Stack(createApp(), 'Stack');
const metadataOf = (stack: Stack, type: string): unknown =>
  Object.values(Template.fromStack(stack).findResources(type)).map(({ Metadata }) => Metadata);

it('keeps every reason in the metadata of the resource, where checkov finds its own', () => {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket');
  acceptFindings(bucket, { CKV_AWS_18: 'Logs.', W3045: 'Old.' });
  acceptFindings(bucket, { CKV_AWS_21: 'Expires.' });
  expect(metadataOf(stack, 'AWS::S3::Bucket')).toEqual([
    {
      checkov: {
        skip: [
          { id: 'CKV_AWS_18', comment: 'Logs.' },
          { id: 'CKV_AWS_21', comment: 'Expires.' },
        ],
      },
      AcceptedFindings: { W3045: 'Old.' },
    },
  ]);
});

it('puts the findings of a permission on the policy of the role', () => {
  const stack = newStack();
  allow(new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }), {
    actions: ['ram:GetPermission'],
    resources: ['*'],
    because: 'It only reads.',
    findings: { 'RESOURCE_STAR[ram:GetPermission]': 'It only reads.' },
  });
  expect(metadataOf(stack, 'AWS::IAM::Policy')).toEqual([
    { AcceptedFindings: { 'RESOURCE_STAR[ram:GetPermission]': 'It only reads.' } },
  ]);
});

it('refuses what is no resource', () =>
  expect(() => acceptFindings(new Construct(newStack(), 'Group'), {})).toThrow('Stack/Group is not a resource'));
