import { GetPartitionCommand, type GlueClient } from '@aws-sdk/client-glue';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { foldersDue, keysOfFolder } from '../../../core/dynamodb/publication/folders';
import {
  dynamoDbPartition,
  FOLDERS,
  type GoingFolder,
  type PublishedDate,
  publishedDateKey,
} from '../../../core/ledger/dynamodb';
import { removeObjects } from '../../publishing/commit/remove-objects';
import { allPages } from '../../shared/all-pages';
import { getItem } from '../../shared/ledger/get';
import { queryItems } from '../../shared/ledger/query';
import type { LedgerTable } from '../../shared/ledger/table';
import { writeBatch } from '../../shared/ledger/write-batch';

export interface FolderPlace {
  readonly s3: Pick<S3Client, 'send'>;
  readonly glue: Pick<GlueClient, 'send'>;
  readonly ledger: LedgerTable;
  readonly lakeBucket: string;
  readonly entry: string;
  readonly glueDatabase: string;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Removes folders that nobody reads any more. Returns how many. */
export async function removeFolders(place: FolderPlace): Promise<number> {
  const { ledger, entry, now, wait, s3, lakeBucket } = place;
  const items = await queryItems<GoingFolder>(ledger, dynamoDbPartition(entry), FOLDERS);
  let removed = 0;
  for (const due of foldersDue(items, now())) {
    if (!(await isRead(place, due))) {
      await removeObjects(s3, lakeBucket, await keysBelow(s3, lakeBucket, due.folder));
      removed++;
    }
    const writes = keysOfFolder(entry, items, due.folder).map((key) => ({ key }));
    await writeBatch(ledger, writes, wait);
  }
  return removed;
}

/** Both are asked: a commit that was left midway has one of them behind the other. */
async function isRead(place: FolderPlace, { glueTable, date, folder }: GoingFolder): Promise<boolean> {
  const published = await getItem<PublishedDate>(place.ledger, publishedDateKey(place.entry, glueTable, date));
  if (published?.folder === folder) return true;
  try {
    const command = new GetPartitionCommand({
      DatabaseName: place.glueDatabase,
      TableName: glueTable,
      PartitionValues: [date],
    });
    const { Partition } = await place.glue.send(command);
    return Partition?.StorageDescriptor?.Location === `s3://${place.lakeBucket}/${folder}`;
  } catch (error) {
    if ((error as Error).name === 'EntityNotFoundException') return false;
    throw error;
  }
}

const keysBelow = (s3: Pick<S3Client, 'send'>, Bucket: string, Prefix: string): Promise<string[]> =>
  allPages(async (ContinuationToken) => {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    return { items: page.Contents?.map(({ Key = '' }) => Key), NextToken: page.NextContinuationToken };
  });
