import { Aws, Lazy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { lakeReaderRole, readersOnly, rootArn } from '../../core/lake/readers';
import { namesIn } from '../shared/lakeferry-stack';

export interface LakeReadersProps {
  readonly lakeBucket: Bucket;
  /** ARNs of roles that read in any case: Lake Formation's, and those of the configuration. */
  readonly roles: readonly string[];
}

/**
 * Who may read objects of the lake bucket directly. Everybody else is denied, and reads through Lake Formation. Each
 * branch adds the roles of its functions, and the policy grows by one ARN for each, however many sources there are.
 */
export class LakeReaders extends Construct {
  readonly #arns: string[];

  constructor(scope: Construct, id: string, { lakeBucket, roles }: LakeReadersProps) {
    super(scope, id);
    this.#arns = [rootArn({ partition: Aws.PARTITION, accountId: Stack.of(this).account }), ...roles];
    const readers = Lazy.any({ produce: () => this.#arns });
    lakeBucket.addToResourcePolicy(PolicyStatement.fromJson(readersOnly(lakeBucket.bucketArn, readers)));
  }

  /** Lets a function read. Returns the name that its role must have. */
  add(functionName: string): string {
    const { region, account } = Stack.of(this);
    const roleName = lakeReaderRole(namesIn(this), functionName, region);
    this.#arns.push(`arn:${Aws.PARTITION}:iam::${account}:role/${roleName}`);
    return roleName;
  }
}
