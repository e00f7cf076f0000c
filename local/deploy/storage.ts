import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { ledgerTableDefinition } from '../../core/ledger/table';
import type { LocalResources } from './resources';
import { unlessThere } from './unless-there';

/** What the lake stack keeps data in: buckets and the ledger. */
export async function deployStorage(
  { lakeBucket, rawBucket, workBucket, ledgerTable }: LocalResources,
  { s3, dynamodb }: { readonly s3: S3Client; readonly dynamodb: DynamoDBClient },
): Promise<void> {
  for (const Bucket of [lakeBucket, rawBucket, workBucket]) {
    await unlessThere(s3.send(new CreateBucketCommand({ Bucket })));
  }
  await unlessThere(dynamodb.send(new CreateTableCommand({ TableName: ledgerTable, ...ledgerTableDefinition() })));
}
