import type { PartitionClaim } from '../../../../core/ledger/partitions';
import type { TableOutcome } from '../../../../core/publishing/completeness';
import { partitionFolder } from '../../../../core/publishing/partition-folder';
import { claimPartition } from '../../../../functions/publishing/claim/claim-partition';
import { readPartition } from '../../../../functions/publishing/claim/read-partition';
import { commitDate, type DateCommit, type Publication } from '../../../../functions/publishing/commit/commit-date';
import { planPlaces, writeCompleteness, writeManifest } from '../../../../functions/publishing/plan/write-plan';
import type { LedgerTable } from '../../../../functions/shared/ledger/table';
import { LeanS3, PacedS3 } from '../../../../functions/shared/s3-lean';
import { createLedger, type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { FakeS3 } from '../../shared/s3-lean/fake-s3';

/** A branch that does not exist, so that nothing of snapshots can be needed: topics that are written date by date. */

const s3 = new FakeS3();
let dynamodb: DynamoDb;
let ledger: LedgerTable;
const NOW = Date.parse('2026-11-21T01:00:00.000Z');

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  await s3.start();
});
afterAll(() => Promise.all([dynamodb.stop(), s3.stop()]));
beforeEach(async () => {
  s3.reset();
  ledger = { dynamodb: dynamodb.client, tableName: await createLedger(dynamodb.client) };
});

const PLACE = { databaseFolder: 'topics/events/', partitionKey: 'date', date: '2026-11-20' };

const claimOf = (holder: string, asOf: string): PartitionClaim => ({
  feed: 'topics:events',
  date: PLACE.date,
  holder,
  asOf,
});
const FIRST = claimOf('first', '2026-11-21T00:10:00.000Z');
const LATER = claimOf('later', '2026-11-21T00:20:00.000Z');

const outcome = (glueTable: string, files: number): TableOutcome => ({
  database: 'events',
  table: glueTable,
  glueDatabase: 'topics_events',
  glueTable,
  status: files > 0 ? 'EXPORTED' : 'EMPTY',
  files,
  bytes: files,
});

const keyOf = (table: string, file: string): string => partitionFolder(PLACE, table) + file;

/** Plans the files by table, and puts them into the lake unless they are `lost`. */
async function planned(
  claim: PartitionClaim,
  tables: Readonly<Record<string, readonly string[]>>,
  lost: string[] = [],
) {
  const client = s3.client();
  const places = planPlaces('work', claim.holder);
  const items = Object.entries(tables).flatMap(([table, files]) =>
    files.map((file) => ({
      sourceKey: file,
      destinationKey: keyOf(table, file),
      size: file.length,
      etag: `"${file}"`,
    })),
  );
  async function* pages() {
    yield items;
  }
  await writeManifest(client, places, pages());
  const outcomes = Object.entries(tables).map(([table, files]) => outcome(table, files.length));
  await writeCompleteness(client, places, { tables: outcomes, warnings: [], absent: [] });
  for (const { sourceKey, destinationKey } of items) {
    if (!lost.includes(sourceKey)) s3.put('lake', destinationKey, sourceKey);
  }
  return { claim, planner: 'publish-topics', ...places, placeOf: () => PLACE, isPartial: false };
}

const commit = (publication: Publication) => {
  const client = s3.client();
  const lake = { s3: client, paced: new PacedS3(new LeanS3(client)), lakeBucket: 'lake' };
  return commitDate({ lake, ledger, now: () => NOW }, publication);
};

test('switches a date: what was planned is there, what an earlier run left is gone, the ledger knows who holds it', async () => {
  for (const table of ['clicks', 'views', 'gone']) s3.put('lake', keyOf(table, 'old.parquet'));
  s3.put('lake', 'topics/events/gone/date=2026-11-19/old.parquet');
  await claimPartition(ledger, FIRST, new Date(NOW).toISOString());
  const result = await commit(await planned(FIRST, { clicks: ['a.parquet', 'b.parquet'], views: [] }));
  expect(result).toMatchObject({ outcome: 'COMMITTED', removed: 3, record: { tables: 1, files: 2 } });
  expect(s3.keys('lake')).toEqual([
    keyOf('clicks', 'a.parquet'),
    keyOf('clicks', 'b.parquet'),
    'topics/events/gone/date=2026-11-19/old.parquet',
  ]);
  expect(await readPartition(ledger, FIRST)).toMatchObject({
    ...FIRST,
    committedAt: new Date(NOW).toISOString(),
    files: 2,
  });
});

test('a partial publication does not empty the tables that it lacks', async () => {
  s3.put('lake', keyOf('gone', 'old.parquet'));
  const publication = { ...(await planned(FIRST, { clicks: ['a.parquet'] })), isPartial: true };
  expect(await commit(publication)).toMatchObject({ outcome: 'COMMITTED', removed: 0 });
  expect(s3.keys('lake')).toContain(keyOf('gone', 'old.parquet'));
});

test('takes its files back where newer data holds the date, and leaves the newer ones', async () => {
  const first = await planned(FIRST, { clicks: ['a.parquet'] });
  const later = await planned(LATER, { clicks: ['b.parquet'] });
  await claimPartition(ledger, FIRST, 'then');
  await claimPartition(ledger, LATER, 'then');
  expect(await commit(first)).toMatchObject({ outcome: 'SUPERSEDED', held: { holder: 'later' }, removed: 1 });
  expect(await commit(later)).toMatchObject({ outcome: 'COMMITTED', record: { files: 1 } });
  expect(s3.keys('lake')).toEqual([keyOf('clicks', 'b.parquet')]);
});

test('a planned file that is missing fails its database alone, by name', async () => {
  await claimPartition(ledger, FIRST, new Date(NOW).toISOString());
  const publication = await planned(FIRST, { clicks: ['a.parquet', 'b.parquet'] }, ['b.parquet']);
  const { failures, record } = (await commit(publication)) as Extract<DateCommit, { outcome: 'COMMITTED' }>;
  expect(failures.get('topics_events')).toMatchObject({
    name: 'PartitionMismatchError',
    message: expect.stringMatching(/b\.parquet is missing/),
  });
  expect(record).toMatchObject({ files: 0, tables: 0 });
});

test('a manifest of another plan is refused, with the machine that plans anew', async () => {
  const publication = await planned(FIRST, { clicks: ['a.parquet', 'b.parquet'] });
  await writeCompleteness(s3.client(), publication, {
    tables: [outcome('clicks', 3)],
    warnings: [],
    absent: [],
  } as never);
  await expect(commit(publication)).rejects.toMatchObject({
    name: 'PlanChangedError',
    message: expect.stringContaining('Redrive publish-topics'),
  });
});

describe('a claim', () => {
  const claim = (claimed: PartitionClaim) => claimPartition(ledger, claimed, 'now');

  it.each([
    ['its own date again', FIRST, FIRST, true],
    ['a date that older data holds', FIRST, LATER, true],
    ['a date that newer data holds', LATER, FIRST, false],
    ['the date of another feed', LATER, { ...FIRST, feed: 'topics:logs' as const }, true],
    ['another date', LATER, { ...FIRST, date: '2026-11-19' }, true],
  ])('%s', async (_title, held, wanted, isGranted) => {
    expect(await claim(held)).toBe(true);
    expect(await claim(wanted)).toBe(isGranted);
    expect((await readPartition(ledger, wanted))?.holder).toBe(isGranted ? wanted.holder : held.holder);
  });
});
