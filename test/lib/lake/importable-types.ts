/**
 * Types that CloudFormation imports, of those that lakeferry keeps when a stack goes, and the properties that identify
 * them. Import needs these in the template: `cdk deploy --import-existing-resources` finds a resource by its custom
 * name.
 *
 * Sources: "Resource type support" of the CloudFormation User Guide (resource-import-supported-resources.html; it
 * follows what Cloud Control API supports) and the primary identifiers in the Template Reference, as of mid 2025.
 * AWS::Glue::Database came last: in May 2024 it was not in the list (cloudformation-coverage-roadmap 2045), so
 * docs/recovery.md says what to do in a Region where it is refused.
 */
export const IMPORTABLE: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName'],
  'AWS::Glue::Database': ['DatabaseName'],
  'AWS::Kinesis::Stream': ['Name'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SSM::Parameter': ['Name'],
};

/** What stays and is not imported; a second creation does not meet it. */
export const MADE_ANEW: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'It has no name to collide. The one that stayed is named by lake.keyArn, which the marker asks for.',
  'AWS::LakeFormation::DataLakeSettings': 'They belong to the account; creating them again appends to what is there.',
};

/** Of the analytics account: named by CloudFormation. They hold results of queries and their logs, which expire. */
export const MADE_ANEW_THERE = ['AWS::KMS::Key', 'AWS::LakeFormation::DataLakeSettings', 'AWS::S3::Bucket'];

/** Of a creation that failed, with why it must stay, or does not stand in the way. */
export const LEFT_BY_FAILURE: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'It has no name to collide. What waits in the stream is under it.',
  'AWS::Kinesis::Stream': 'Tables may be streamed into it already. docs/dynamodb.md imports it at the next deployment.',
  'AWS::LakeFormation::DataLakeSettings': MADE_ANEW['AWS::LakeFormation::DataLakeSettings']!,
};
