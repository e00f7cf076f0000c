import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { stateKey } from '../../../core/dynamodb/load/files';
import { parseRepaired, type Repaired, repairedText } from '../../../core/dynamodb/load/window';

/** Attempts to write what others write at the same time. */
const TRIES = 5;

interface Kept extends Repaired {
  readonly etag: string;
}

/** How far the incremental exports of a table are. */
export async function readRepaired(
  s3: Pick<S3Client, 'send'>,
  Bucket: string,
  table: string,
): Promise<Kept | undefined> {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket, Key: stateKey(table) }));
    const repaired = parseRepaired((await Body?.transformToString()) ?? '');
    return repaired === undefined ? undefined : { ...repaired, etag: ETag };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Moves it by `next`, also when another execution moves it at the same time. Returns where it is then. */
export async function moveRepaired(
  s3: Pick<S3Client, 'send'>,
  Bucket: string,
  table: string,
  next: (repaired: Repaired | undefined) => Repaired | undefined,
): Promise<Repaired | undefined> {
  for (let attempt = 1; ; attempt++) {
    const present = await readRepaired(s3, Bucket, table);
    const repaired = next(present);
    if (repaired === undefined) return undefined;
    const Body = repairedText(repaired);
    if (present !== undefined && Body === repairedText(present)) return repaired;
    const condition = present === undefined ? { IfNoneMatch: '*' } : { IfMatch: present.etag };
    try {
      const put = { Bucket, Key: stateKey(table), Body, ContentType: 'application/json', ...condition };
      await s3.send(new PutObjectCommand(put));
      return repaired;
    } catch (error) {
      const isRaced = ['PreconditionFailed', 'ConditionalRequestConflict'].includes((error as Error).name);
      if (!isRaced || attempt === TRIES) throw error;
    }
  }
}
