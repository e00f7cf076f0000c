import { PLANNER } from '../planner';

/** What to do about the refusals that are met most, by S3's code. */
export const COPY_REMEDIES: Readonly<Record<string, string>> = {
  PreconditionFailed: `The source was changed since it was listed: run the whole publication again by redriving ${PLANNER}.`,
  NoSuchKey: 'The raw export was deleted or has expired: export the snapshot again with "rerun": true.',
  AccessDenied:
    'Give the role of copy-batch s3:GetObject on the raw bucket, s3:PutObject on the lake, and kms:Decrypt and kms:GenerateDataKey on their keys, ' +
    'or take it out of a Deny in the policy of a bucket or a key; then redrive.',
};
