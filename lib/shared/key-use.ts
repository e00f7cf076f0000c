import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Permission } from './permissions';

/** Reading objects, log lines or items under the key. */
export const decryptWith = (key: IKey): Permission => ({
  actions: ['kms:Decrypt', 'kms:DescribeKey'],
  resources: [key.keyArn],
});

/** Writing them as well; S3 decrypts when it assembles multipart uploads, DynamoDB re-encrypts. */
export const encryptWith = (key: IKey): Permission => ({
  actions: [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:DescribeKey',
  ],
  resources: [key.keyArn],
});
