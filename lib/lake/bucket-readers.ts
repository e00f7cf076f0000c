import { Aws, Lazy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { readerRole, readerRoleArn, readersOnly, rootArn } from '../../core/lake/readers';
import { namesIn } from '../shared/lakeferry-stack';

export interface BucketReadersProps {
  readonly bucket: Bucket;
  /** ARNs of roles that read in any case. @default none */
  readonly roles?: readonly string[];
}

/**
 * Who may read objects of a bucket directly. Everybody else is denied, and reads through Lake Formation. Each branch
 * adds the roles of its functions, which core lists because `drift` asks for them too. The policy grows by one ARN for
 * each, however many sources there are.
 */
export class BucketReaders<Reader extends string> extends Construct {
  readonly #arns: string[];

  constructor(scope: Construct, id: string, { bucket, roles = [] }: BucketReadersProps) {
    super(scope, id);
    this.#arns = [rootArn({ partition: Aws.PARTITION, accountId: Stack.of(this).account }), ...roles];
    const readers = Lazy.any({ produce: () => this.#arns });
    bucket.addToResourcePolicy(PolicyStatement.fromJson(readersOnly(bucket.bucketArn, readers)));
  }

  /** Lets all roles below a path read, which begins and ends with a slash. */
  addPath(path: string): void {
    this.#arns.push(`arn:${Aws.PARTITION}:iam::${Stack.of(this).account}:role${path}*`);
  }

  /** Lets a role read that is none of ours. */
  addRole(arn: string): void {
    this.#arns.push(arn);
  }

  /** Lets a function, or a service by a role, read. Returns the name that the role must have. */
  add(name: Reader): string {
    const { region, account } = Stack.of(this);
    const names = namesIn(this);
    this.#arns.push(readerRoleArn(names, name, { partition: Aws.PARTITION, region, accountId: account }));
    return readerRole(names, name, region);
  }
}
