import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import { historyDatabase } from '../../../core/dynamodb/databases';
import { bucketContents, bucketsOfDate } from '../../../core/dynamodb/publication/date-folders';
import { revisionFolder, uncommittedFolder } from '../../../core/dynamodb/publication/folders';
import { PUBLICATION_FILES } from '../../../core/dynamodb/publication/work-files';
import { pieceOf, piecesFolder, piecesRoot } from '../../../core/dynamodb/publishing/buckets';
import { revisionOf } from '../../../core/dynamodb/publishing/revision';
import { folderKey, type PublishedDate, publishedDateKey } from '../../../core/ledger/dynamodb';
import { allPages } from '../../shared/all-pages';
import { inParallel } from '../../shared/in-parallel';
import { getItem } from '../../shared/ledger/get';
import { type BatchedWrite, writeBatch } from '../../shared/ledger/write-batch';
import { LineWriter } from '../../shared/manifest/line-writer';
import { classifying } from '../../shared/service-errors';
import type { WritePartitionInput } from '../payloads';
import type { PlanPartitionsInput, PlanPartitionsResult, PublicationPlan } from '../publication-payloads';
import { type DateWithPieces, planStates } from './plan-states';

export interface PlanPartitionsEffects {
  readonly s3: Pick<S3Client, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  readonly settings: Pick<Settings, 'dynamodb' | 'environment' | 'lake'>;
  readonly ledgerTable: string;
  readonly workBucket: string;
}

const READS_AT_ONCE = 16;

/** Says which files of which dates are to be written anew: from the pieces, and from what is published of the date. */
export function createHandler(effects: PlanPartitionsEffects) {
  const { settings, workBucket, wait } = effects;
  const s3 = classifying(effects.s3);
  const ledger = { dynamodb: classifying(effects.dynamodb), tableName: effects.ledgerTable };
  return async ({ plan }: PlanPartitionsInput): Promise<PlanPartitionsResult> => {
    const tables = new Map(plan.tables.map((table) => [table.glueTable, table]));
    const { folder: databaseFolder } = historyDatabase(settings, plan.entry);
    const dates = await piecesOfDates(s3, workBucket, plan);
    const planned = await inParallel(dates, READS_AT_ONCE, async ({ glueTable, date, pieces }) => {
      const present = await getItem<PublishedDate>(ledger, publishedDateKey(plan.entry, glueTable, date));
      const { keys, decimals } = tables.get(glueTable)!;
      const buckets = bucketsOfDate(pieces, present);
      const before = present?.folder;
      const revision = revisionOf({ before, buckets, keys, decimals, pieces });
      const { partitionKey } = settings.lake;
      const target = revisionFolder({ databaseFolder, partitionKey, glueTable, date }, revision, plan.id);
      const hasOtherKeys = present !== undefined && !isDeepStrictEqual(present.keys, keys);
      const shared = {
        glueTable,
        keys,
        decimals,
        date,
        hasOtherKeys,
        pieceFolder: piecesFolder(plan.folder, glueTable, date),
      };
      return bucketContents(buckets, pieces, { files: present?.files ?? [], hasOtherKeys }).map(
        (contents): WritePartitionInput => ({ ...shared, before, target, ...contents }),
      );
    });
    const states = await planStates({ s3, ledger, settings, workBucket }, plan, dates);
    if (planned.length + states.length === 0) return { outcome: 'NOTHING' };
    // before anything is written: what is never committed goes some day
    const going = [...planned, ...states].map(([first]) =>
      uncommittedFolder(plan.listedAt, { ...placeOf(first!), folder: first!.target }),
    );
    const writes = going.map((item): BatchedWrite => ({ key: folderKey(plan.entry, item), item }));
    await writeBatch(ledger, writes, wait);
    const partitions = { bucket: workBucket, key: `${plan.folder}/${PUBLICATION_FILES.partitions}` };
    const lines = new LineWriter(s3, partitions);
    for (const line of [...planned, ...states].flat()) await lines.write(line);
    await lines.close();
    return { outcome: 'PLANNED', partitions, dates: planned.length + states.length };
  };
}

const placeOf = ({ glueTable, date }: Pick<WritePartitionInput, 'glueTable' | 'date'>) => ({ glueTable, date });

/** In the order of tables and dates. Nothing else lies below the folder of the pieces. */
async function piecesOfDates(
  s3: Pick<S3Client, 'send'>,
  Bucket: string,
  { folder }: PublicationPlan,
): Promise<DateWithPieces[]> {
  const Prefix = piecesRoot(folder);
  const listed = await allPages(async (ContinuationToken) => {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    const items = page.Contents?.map(({ Key = '', ETag = '', Size = 0 }) => {
      return { key: Key.slice(Prefix.length), etag: ETag, size: Size };
    });
    return { items, NextToken: page.NextContinuationToken };
  });
  const found = new Map<string, DateWithPieces>();
  for (const { key, etag, size } of listed) {
    const [glueTable = '', date = '', name = ''] = key.split('/');
    const piece = pieceOf(name);
    if (piece === undefined) continue;
    const place = `${glueTable}/${date}`;
    const known = found.get(place) ?? { glueTable, date, pieces: [] };
    found.set(place, known);
    known.pieces.push({ ...piece, name, etag, size });
  }
  return [...found.values()];
}
