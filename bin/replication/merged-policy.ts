import { GetBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../core/config/types';
import {
  actionsAmong,
  type PolicyDocument,
  type PolicyStatement,
  parsedPolicy,
} from '../../core/governance/sight/policy-document';
import { bucketAdmits, keyAdmits, READING_FOR_COPIES } from '../../core/replication/rights/server-side';
import type { DeployedOutput } from './outputs';

export interface MergedPolicy {
  /** Whether the bucket has it already. */
  readonly isThere: boolean;
  /** The whole policy: what the bucket has, and the statement of the output. */
  readonly policy: PolicyDocument;
  /** Names of statements that deny reading and may cover the role: a Deny outweighs what is added. */
  readonly denials: readonly string[];
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
    denials: others.filter(mayDeny).map(({ Sid }) => Sid ?? 'one without a Sid'),
    ...(keyArn === undefined ? {} : { keyStatement: keyAdmits(output) }),
  };
}

const NO_POLICY: PolicyDocument = { Version: '2012-10-17', Statement: [] };

/** Whom it covers is left to the owner. Requests without TLS are denied everywhere, and a copy has it. */
const mayDeny = (statement: PolicyStatement): boolean =>
  statement.Effect === 'Deny' &&
  actionsAmong(READING_FOR_COPIES, statement).length > 0 &&
  JSON.stringify(statement.Condition) !== '{"Bool":{"aws:SecureTransport":"false"}}';

async function policyOf(s3: Pick<S3Client, 'send'>, Bucket: string): Promise<PolicyDocument> {
  try {
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    return Policy === undefined ? NO_POLICY : parsedPolicy(Policy);
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucketPolicy') return NO_POLICY;
    if ((error as Error).name !== 'NoSuchBucket') throw error;
    throw new Error(
      `The bucket '${Bucket}' does not exist, which is source.bucket. Correct the name, or create it: aws s3 mb s3://${Bucket}`,
    );
  }
}

/** In whatever order S3 gives the members. */
const comparable = (statement: PolicyStatement): string =>
  JSON.stringify(
    Object.entries(statement)
      .map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value])
      .sort(([a], [b]) => String(a).localeCompare(String(b))),
  );
