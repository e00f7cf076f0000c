import type { Template } from 'aws-cdk-lib/assertions';
import { synthesized } from '../lib/synthesized';
import { read } from './document-commands';

/** What docs/first-deployment.md says of the removal is what the templates do. */

const [, uninstall = ''] = read('docs/first-deployment.md').split('## Uninstall');

/** How the page names what stays. */
const NAMED: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'buckets',
  'AWS::KMS::Key': 'the key',
  'AWS::KMS::Alias': 'the key',
  'AWS::DynamoDB::Table': 'the ledger',
  'AWS::Glue::Database': 'Glue databases',
  'AWS::LakeFormation::Tag': 'LF-tags',
  'AWS::LakeFormation::DataLakeSettings': 'data lake administrators',
  'AWS::SSM::Parameter': 'the marker',
  'AWS::Kinesis::Stream': 'streams of changes',
};

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
}

const kept = (template: Template | undefined): string[] => {
  const { Resources = {} } = (template?.toJSON() ?? {}) as { Resources?: Readonly<Record<string, Resource>> };
  const types = Object.values(Resources).flatMap(({ Type, DeletionPolicy = '' }) =>
    DeletionPolicy.startsWith('Retain') ? [Type] : [],
  );
  return [...new Set(types)].sort();
};

const { lake, databases, catalog, snapshots, operations, analytics, dynamodb } = synthesized('eu-west-1');

it("names everything of the lake's account that stays when the stacks are deleted", () => {
  const streams = [dynamodb.consumer, ...dynamodb.producers];
  const types = [lake, ...databases, catalog, snapshots, operations, ...streams].flatMap(kept);
  expect(types).toContain('AWS::DynamoDB::Table');
  for (const type of types) expect([type, uninstall.includes(NAMED[type] ?? type)]).toEqual([type, true]);
});

it('names everything of the analytics account that stays when its stack is deleted', () => {
  const [, row = ''] = /^\| (.*analytics account.*)$/m.exec(uninstall) ?? [];
  for (const type of kept(analytics))
    expect([type, row]).toEqual([type, expect.stringContaining((NAMED[type] ?? type).replace(/^the |s$/g, ''))]);
});
