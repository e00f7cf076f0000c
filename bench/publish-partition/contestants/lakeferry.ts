import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchesOf } from '../../../core/dynamodb/publishing/batches';
import { bucketsFor, overlaps, pieceOf, piecesFolder } from '../../../core/dynamodb/publishing/buckets';
import type { PublishedTable } from '../../../core/dynamodb/publishing/published-table';
import { createHandler as createSortRows } from '../../../functions/dynamodb/sort-rows/handler';
import { createHandler as createWritePartition } from '../../../functions/dynamodb/write-partition/handler';
import { silentLog } from '../../../functions/shared/log';
import { diskS3, namesIn } from '../disk-s3';
import { DATE, type Landing } from '../landing';

/** A step of a publication, in one process as in a function that stays warm. Arguments: which step, the folder. */
const [step = '', folder = ''] = process.argv.slice(2);
const orders: PublishedTable = { table: 'orders', glueTable: 'orders', keys: ['id'], decimals: {} };
const { files } = JSON.parse(readFileSync(join(folder, 'landing.json'), 'utf8')) as Landing;
const buckets = bucketsFor(files.reduce((sum, { size }) => sum + size, 0));
const buckets3 = { s3: diskS3(folder), landingBucket: 'landing', workBucket: 'work', lakeBucket: 'lake' };
const plan = 'publications/shop/1';

async function sortRows(): Promise<void> {
  const handler = createSortRows({ ...buckets3, log: silentLog, metric: () => {} });
  for (const [batch, some] of batchesOf(files).entries())
    await handler({ folder: plan, batch, files: some, through: DATE, tables: [orders], buckets });
}

async function writePartition(): Promise<void> {
  const handler = createWritePartition({ ...buckets3, log: silentLog });
  const pieceFolder = piecesFolder(plan, orders.glueTable, DATE);
  const names = namesIn(join(folder, 'work', pieceFolder));
  for (let bucket = 0; bucket < buckets; bucket++) {
    const its = { bucket, buckets };
    const pieces = names.filter((name) => overlaps(pieceOf(name)!, its));
    await handler({ ...orders, ...its, date: DATE, pieceFolder, pieces, existing: [], target: 'lakeferry/' });
  }
}

void (step === 'sort-rows' ? sortRows() : writePartition());
