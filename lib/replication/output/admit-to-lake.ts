import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { OutputSettings, ReplicationSourceSettings } from '../../../core/config/replication/types';
import { bucketAdmits, copyingRole, keyAdmits } from '../../../core/replication/rights/server-side';
import type { LakeStack } from '../../lake/lake-stack';

/**
 * Lets the pivot role of an output read the lake, where S3 copies by it: bucket and key are in another account than the
 * role. A key that is there already has the policy of its owner, who adds the statement.
 */
export function admitToLake(output: OutputSettings, source: ReplicationSourceSettings, lake: LakeStack): void {
  const role = copyingRole(output);
  if (role === undefined) return;
  const { lakeBucket, key, readers } = lake;
  readers.addRole(role);
  lakeBucket.addToResourcePolicy(PolicyStatement.fromJson(bucketAdmits(output, source, lakeBucket.bucketArn)));
  key.addToResourcePolicy(PolicyStatement.fromJson(keyAdmits(output)));
}
