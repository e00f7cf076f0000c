import type { Permission } from './permission';

/** Reading objects, log lines or items under the key. */
export const decryptWith = (keyArn: string): Permission => ({
  actions: ['kms:Decrypt', 'kms:DescribeKey'],
  resources: [keyArn],
});

/**
 * What a Glue security configuration needs of a crawler's role, beside {@link decryptWith}: its log is encrypted under
 * the key.
 */
export const writeLogsWith = (keyArn: string): Permission => ({
  actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
  resources: [keyArn],
});

/** Writing them as well; S3 decrypts when it assembles multipart uploads, DynamoDB re-encrypts. */
export const encryptWith = (keyArn: string): Permission => ({
  actions: [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:DescribeKey',
  ],
  resources: [keyArn],
});

/**
 * Reading what is under keys that are not lakeferry's, and letting an AWS service read it: the service makes its grant
 * in the caller's name.
 */
export const readUnder = (keyArns: readonly string[]): Permission[] =>
  keyArns.length === 0
    ? []
    : [
        { actions: ['kms:Decrypt', 'kms:DescribeKey'], resources: keyArns },
        {
          actions: ['kms:CreateGrant'],
          resources: keyArns,
          conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
        },
      ];

/** Reading metadata of a Data Catalog that is encrypted. */
export const readCatalogUnder = (keyArn: string | undefined): Permission[] =>
  keyArn === undefined ? [] : [{ actions: ['kms:Decrypt', 'kms:DescribeKey'], resources: [keyArn] }];

/** Writing it as well. */
export const writeCatalogUnder = (keyArn: string | undefined): Permission[] =>
  keyArn === undefined
    ? []
    : [{ actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'], resources: [keyArn] }];
