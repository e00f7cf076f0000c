import { GetBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../core/config/types';
import { bucketAdmits, keyAdmits } from '../../core/replication/rights/server-side';
import type { DeployedOutput } from './outputs';

type Statement = Readonly<Record<string, unknown>> & { readonly Sid?: string };

export interface MergedPolicy {
  /** Whether the bucket has it already. */
  readonly isThere: boolean;
  /** The whole policy: what the bucket has, and the statement of the output. */
  readonly policy: { readonly Version: string; readonly Statement: readonly Statement[] };
  /** What the key's policy needs. Absent where the configuration names no key. */
  readonly keyStatement?: object;
}

/**
 * The policy that a source bucket has now, with the statement added that lets S3 copy for an output. Changes nothing.
 * Throws for an output whose objects are streamed, and for the lake, whose stack has the statement.
 */
export async function mergedPolicy(
  s3: Pick<S3Client, 'send'>,
  { output, replication, sourceBucket }: DeployedOutput,
  { environment }: Pick<Settings, 'environment'>,
): Promise<MergedPolicy> {
  const { bucket, keyArn } = replication.source;
  const wanted = bucketAdmits(output, replication.source, `arn:${environment.partition}:s3:::${sourceBucket}`);
  if (wanted === undefined) {
    throw new Error(
      `The output '${output.name}' streams its objects (copy), so its source needs no policy. With copy: 'server-side' it does.`,
    );
  }
  if (bucket === undefined) {
    throw new Error(
      `The output '${output.name}' copies from the lake, whose stack sets the policy of the bucket and of its key. Deploy it: npx cdk deploy --all. Only a key of lake.keyArn is left to its owner: ${JSON.stringify(keyAdmits(output))}`,
    );
  }
  const present = await policyOf(s3, sourceBucket);
  const own = present.Statement.find(({ Sid }) => Sid === wanted.Sid);
  const others = present.Statement.filter(({ Sid }) => Sid !== wanted.Sid);
  return {
    isThere: own !== undefined && comparable(own) === comparable(wanted),
    policy: { ...present, Statement: [...others, wanted] },
    ...(keyArn === undefined ? {} : { keyStatement: keyAdmits(output) }),
  };
}

async function policyOf(s3: Pick<S3Client, 'send'>, Bucket: string): Promise<MergedPolicy['policy']> {
  try {
    const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const { Version = '2012-10-17', Statement = [] } = JSON.parse(Policy);
    return { Version, Statement: [Statement].flat() };
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucketPolicy') return { Version: '2012-10-17', Statement: [] };
    if ((error as Error).name !== 'NoSuchBucket') throw error;
    throw new Error(
      `The bucket '${Bucket}' does not exist, which is source.bucket. Correct the name, or create it: aws s3 mb s3://${Bucket}`,
    );
  }
}

/** In whatever order S3 gives the members. */
const comparable = (statement: Statement): string =>
  JSON.stringify(
    Object.entries(statement)
      .map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value])
      .sort(([a], [b]) => String(a).localeCompare(String(b))),
  );
