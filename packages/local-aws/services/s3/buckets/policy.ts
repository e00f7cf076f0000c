import type { PublicAccessBlockConfiguration, PutBucketPolicyCommandInput } from '@aws-sdk/client-s3';
import { checkPolicy, MalformedPolicyError } from '../../../iam';
import type { RequestContext } from '../../../service';
import type { Needs, Operations, S3Context } from '../context';
import { accessDenied, s3Error } from '../errors';
import { isPublicPolicy } from './public-policy';

/** PutBucketPolicy refuses what is no policy, and a public one where Block Public Access says so. */
export const policyOperations = ({ catalog }: S3Context): Operations => ({
  PutBucketPolicy: async (
    { Bucket, Policy }: Needs<PutBucketPolicyCommandInput, 'Bucket' | 'Policy'>,
    { principalArn }: RequestContext,
  ) => {
    const bucket = catalog.bucket(Bucket);
    const { settings } = bucket.record;
    checkBucketPolicy(Policy);
    const block = settings.PublicAccessBlockConfiguration as PublicAccessBlockConfiguration | undefined;
    if (block?.BlockPublicPolicy === true && isPublicPolicy(Policy))
      throw accessDenied(
        `User: ${principalArn} is not authorized to perform: s3:PutBucketPolicy on resource: "${Bucket}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
      );
    await catalog.changeBucket(bucket, { settings: { ...settings, Policy } });
    return {};
  },
});

function checkBucketPolicy(text: string): void {
  try {
    checkPolicy(text, 'resource');
  } catch (error) {
    throw error instanceof MalformedPolicyError ? s3Error('MalformedPolicy', 400, error.message) : error;
  }
}
