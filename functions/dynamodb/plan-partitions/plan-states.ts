import { isDeepStrictEqual } from 'node:util';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import { historyDatabase } from '../../../core/dynamodb/databases';
import type { StandingPiece } from '../../../core/dynamodb/publication/date-folders';
import { revisionFolder } from '../../../core/dynamodb/publication/folders';
import {
  bucketsOfState,
  inputsOfBucket,
  type StateSources,
  stateBefore,
} from '../../../core/dynamodb/publication/state-sources';
import { stateInputsKey } from '../../../core/dynamodb/publication/work-files';
import type { PublishedTable } from '../../../core/dynamodb/publishing/published-table';
import { revisionOf } from '../../../core/dynamodb/publishing/revision';
import { dailyStatesFolder, stateTable } from '../../../core/dynamodb/publishing/state-table';
import {
  dynamoDbPartition,
  type PublicationItem,
  type PublishedDate,
  publicationKey,
  publishedDateKey,
  publishedDatesThrough,
} from '../../../core/ledger/dynamodb';
import { inParallel } from '../../shared/in-parallel';
import { getItem } from '../../shared/ledger/get';
import { queryItems } from '../../shared/ledger/query';
import type { LedgerTable } from '../../shared/ledger/table';
import type { StateInputs, WriteStateInput } from '../payloads';
import type { PublicationPlan } from '../publication-payloads';

export interface DateWithPieces {
  readonly glueTable: string;
  readonly date: string;
  readonly pieces: StandingPiece[];
}

interface Place {
  readonly s3: Pick<S3Client, 'send'>;
  readonly ledger: LedgerTable;
  readonly settings: Pick<Settings, 'environment' | 'lake'>;
  readonly workBucket: string;
}

const WRITES_AT_ONCE = 16;

/** For each table with a daily state: the buckets of its items after this publication. */
export async function planStates(
  place: Place,
  plan: PublicationPlan,
  dates: readonly DateWithPieces[],
): Promise<WriteStateInput[][]> {
  const states: WriteStateInput[][] = [];
  for (const table of plan.tables.filter(({ state }) => state !== undefined)) {
    const own = dates.filter(({ glueTable }) => glueTable === table.glueTable);
    const pieces = own.flatMap(({ date, pieces }) => pieces.map((each) => ({ ...each, name: `${date}/${each.name}` })));
    const planned = await planState(place, plan, table, pieces);
    if (planned.length > 0) states.push(planned);
  }
  return states;
}

async function planState(
  { s3, ledger, settings, workBucket }: Place,
  plan: PublicationPlan,
  table: PublishedTable,
  pieces: readonly StandingPiece[],
): Promise<WriteStateInput[]> {
  const { keys, decimals } = table;
  const glueTable = stateTable(table.glueTable);
  const { folder: historyFolder } = historyDatabase(settings, plan.entry);
  const sources = await sourcesOf(ledger, settings, plan, table);
  // the same date once more, and nothing new
  if (sources.isSameDate && pieces.length === 0) return [];
  const buckets = bucketsOfState(sources, pieces);
  const before = sources.dates.map(({ folder }) => folder).join('\n');
  const revision = revisionOf({ ...(before === '' ? {} : { before }), buckets, keys, decimals, pieces });
  const { partitionKey } = settings.lake;
  const databaseFolder = dailyStatesFolder(historyFolder);
  const where = { databaseFolder, partitionKey, glueTable, date: plan.through };
  const target = revisionFolder(where, revision, plan.id);
  const pieceFolder = `${plan.folder}/pieces/${table.glueTable}/`;
  const hasOtherKeys = sources.dates.some((each) => !isDeepStrictEqual(each.keys, keys));
  const contents = Array.from({ length: buckets }, (_, bucket) => bucket).flatMap((bucket) => {
    const inputs = inputsOfBucket({ bucket, buckets }, sources, pieces, { pieceFolder, hasOtherKeys });
    return inputs.existing.length + inputs.pieces.length === 0 ? [] : [{ bucket, inputs }];
  });
  return [
    ...(await inParallel(contents, WRITES_AT_ONCE, async ({ bucket, inputs }): Promise<WriteStateInput> => {
      const Key = stateInputsKey(plan.folder, glueTable, bucket);
      const Body = JSON.stringify({ ...inputs, hasOtherKeys, isSameDate: sources.isSameDate } satisfies StateInputs);
      await s3.send(new PutObjectCommand({ Bucket: workBucket, Key, Body }));
      return { glueTable, keys, decimals, date: plan.through, bucket, buckets, inputs: Key, target };
    })),
  ];
}

/** The state that was published last, or the whole history where there is none. */
async function sourcesOf(
  ledger: LedgerTable,
  { lake }: Place['settings'],
  { entry, through, listedAt }: PublicationPlan,
  table: PublishedTable,
): Promise<StateSources> {
  const item = await getItem<PublicationItem>(ledger, publicationKey(entry));
  const date = stateBefore(table, item, { listedAt, expireAfterDays: lake.expirePartitionsAfterDays });
  const last =
    date === undefined
      ? undefined
      : await getItem<PublishedDate>(ledger, publishedDateKey(entry, stateTable(table.glueTable), date));
  if (last !== undefined) return { dates: [last], isSameDate: date === through };
  const range = publishedDatesThrough(table.glueTable, through);
  return { dates: await queryItems<PublishedDate>(ledger, dynamoDbPartition(entry), range), isSameDate: false };
}
