import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { landingFolder } from '../../../core/dynamodb/landing';
import type { LandedFile } from '../../../core/dynamodb/publication/files-to-read';
import { inParallel } from '../../shared/in-parallel';

const FOLDERS_AT_ONCE = 16;

/** All files of an entry, in the order of their keys. Folders of dates are listed beside each other. */
export async function listLanding(s3: Pick<S3Client, 'send'>, Bucket: string, entry: string): Promise<LandedFile[]> {
  const { folders } = await listAll(s3, { Bucket, Prefix: landingFolder(entry), Delimiter: '/' });
  const lists = await inParallel(folders, FOLDERS_AT_ONCE, (Prefix) => listAll(s3, { Bucket, Prefix }));
  return lists.flatMap(({ files }) => files);
}

interface Listing {
  readonly folders: readonly string[];
  readonly files: readonly LandedFile[];
}

async function listAll(
  s3: Pick<S3Client, 'send'>,
  where: { readonly Bucket: string; readonly Prefix: string; readonly Delimiter?: string },
): Promise<Listing> {
  const [folders, files]: [string[], LandedFile[]] = [[], []];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ ...where, ContinuationToken }));
    folders.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix));
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
      // an empty file has no rows
      if (Size > 0) files.push({ key: Key, size: Size, lastModified: LastModified?.getTime() ?? Number.MAX_VALUE });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return { folders, files };
}
