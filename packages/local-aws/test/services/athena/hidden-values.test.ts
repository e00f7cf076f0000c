import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Athena } from '@aws-sdk/client-athena';
import { Glue } from '@aws-sdk/client-glue';
import { LakeFormation } from '@aws-sdk/client-lakeformation';
import { S3 } from '@aws-sdk/client-s3';
import { type Aws, startAws } from '../../../start-aws';
import { parquetFile } from '../parquet-file';
import { PARQUET } from '../table-formats';

const OWNER = '111111111111';
const ANALYSTS = '222222222222';
/** Each hidden value is nowhere else. */
const CANARY = 'canary';
const ROWS = "SELECT 'open-' || i AS id, 'canary-' || i AS secret, 'canary-row' AS city FROM range(3) t(i)";
const VISIBLE = "SELECT 'open-3' AS id, 'canary-3' AS secret, 'Oslo' AS city";

/** A column and three of four rows are hidden from the analysts' account, which asks by the API as any client. */
async function sharedLake(aws: Aws, file: Uint8Array): Promise<Athena> {
  const config = aws.clientConfig(OWNER);
  const [s3, glue, lakeFormation] = [new S3(config), new Glue(config), new LakeFormation(config)];
  await s3.createBucket({ Bucket: 'lake' });
  await s3.putObject({ Bucket: 'lake', Key: 'shop/orders/a.parquet', Body: file });
  await lakeFormation.putDataLakeSettings({ DataLakeSettings: {} });
  await lakeFormation.registerResource({ ResourceArn: 'arn:aws:s3:::lake', UseServiceLinkedRole: true });
  const DatabaseInput = { Name: 'shop', CreateTableDefaultPermissions: [] };
  await glue.createDatabase({ DatabaseInput });
  const Columns = ['id', 'secret', 'city'].map((Name) => ({ Name, Type: 'string' }));
  const StorageDescriptor = { Location: 's3://lake/shop/orders/', Columns, ...PARQUET };
  await glue.createTable({ DatabaseName: 'shop', TableInput: { Name: 'orders', StorageDescriptor } });
  const address = { TableCatalogId: OWNER, DatabaseName: 'shop', TableName: 'orders', Name: 'few' };
  const RowFilter = { FilterExpression: "city = 'Oslo'" };
  await lakeFormation.createDataCellsFilter({ TableData: { ...address, ColumnNames: ['id'], RowFilter } });
  await lakeFormation.grantPermissions({
    Principal: { DataLakePrincipalIdentifier: ANALYSTS },
    Resource: { DataCellsFilter: address },
    Permissions: ['SELECT'],
  });
  const theirs = aws.clientConfig(ANALYSTS);
  const TargetDatabase = { CatalogId: OWNER, DatabaseName: 'shop' };
  await new Glue(theirs).createDatabase({ DatabaseInput: { Name: 'shop', TargetDatabase } });
  await new S3(theirs).createBucket({ Bucket: 'results' });
  return new Athena(theirs);
}

const filesIn = (directory: string): string[] =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
    : [];

describe('what Lake Formation hides', () => {
  const before = process.env.TMPDIR;
  const directory = mkdtempSync(join(tmpdir(), 'hidden-values-'));
  const temporary = mkdtempSync(join(tmpdir(), 'hidden-values-tmp-'));
  /** DuckDB's own choice where it is given no directory. */
  const places = [directory, temporary, join(process.cwd(), '.tmp')];
  let aws: Aws;
  let athena: Athena;
  let file: Uint8Array;
  beforeAll(async () => {
    file = await parquetFile(`${ROWS} UNION ALL ${VISIBLE}`);
    process.env.TMPDIR = temporary;
    aws = await startAws({ services: ['s3', 'glue', 'lakeformation', 'athena'], directory, accountId: OWNER });
    athena = await sharedLake(aws, file);
  });
  afterAll(async () => {
    await aws.close();
    process.env.TMPDIR = before;
    if (before === undefined) delete process.env.TMPDIR;
    for (const each of [directory, temporary]) rmSync(each, { recursive: true, force: true });
  });

  /** All that Athena tells of a query, and every file that was there while it ran. */
  async function watched(QueryString: string) {
    const { QueryExecutionId } = await athena.startQueryExecution({
      QueryString,
      QueryExecutionContext: { Database: 'shop' },
      ResultConfiguration: { OutputLocation: 's3://results/' },
    });
    const files = new Set<string>();
    for (;;) {
      for (const path of places.flatMap(filesIn)) files.add(path);
      const { QueryExecution } = await athena.getQueryExecution({ QueryExecutionId });
      const state = QueryExecution?.Status?.State ?? '';
      if (state === 'SUCCEEDED') {
        const results = await athena.getQueryResults({ QueryExecutionId });
        return { state, told: JSON.stringify([QueryExecution, results.ResultSet]), files };
      }
      if (state === 'FAILED') return { state, told: JSON.stringify(QueryExecution), files };
    }
  }

  it.each([
    ['SELECT * FROM orders', 'SUCCEEDED', 'open-3'],
    ['SELECT id FROM orders ORDER BY id DESC', 'SUCCEEDED', 'open-3'],
    ['SELECT secret FROM orders', 'FAILED', 'COLUMN_NOT_FOUND'],
    ['SELECT CAST(secret AS INTEGER) FROM orders', 'FAILED', 'COLUMN_NOT_FOUND'],
    ['SELECT CAST(id AS INTEGER) FROM orders', 'FAILED', 'open-3'],
    ['SELECT city::DATE FROM orders', 'FAILED', 'COLUMN_NOT_FOUND'],
  ])('is in no answer and no error of: %s', async (sql, ends, says) => {
    const { state, told } = await watched(sql);
    expect([state, told]).toEqual([ends, expect.stringContaining(says)]);
    expect(told).not.toContain(CANARY);
  });

  it('is in no file of a sort that needs more memory than there is', async () => {
    const { state, told, files } = await watched(
      `SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY repeat(id || r.range, 200)) AS n
         FROM orders, range(1000000) r)`,
    );
    expect([state, told]).toEqual(['FAILED', expect.stringContaining('EXCEEDED_MEMORY_LIMIT')]);
    const others = [...files].filter(
      (path) => !/^(s3|store|athena\/(files|results))\//.test(relative(directory, path)),
    );
    expect(others).toEqual([]);
  }, 120_000);

  it("is in no file of the runtime but the lake's own object, of which queries have a private copy", () => {
    const all = places.flatMap(filesIn);
    expect(all.filter((path) => readFileSync(path).includes('open-3')).length).toBeGreaterThan(0);
    const copies = all.filter((path) => readFileSync(path).equals(file));
    expect(Buffer.from(file).includes(CANARY)).toBe(true);
    const holding = all.filter((path) => !copies.includes(path) && readFileSync(path).includes(CANARY));
    expect(holding.map((path) => relative(directory, path)).filter((path) => !path.startsWith('s3/'))).toEqual([]);
    expect(holding.filter((path) => !readFileSync(path).includes(Buffer.from(file)))).toEqual([]);
    expect(copies.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
    expect(copies).toHaveLength(1);
  });
});
