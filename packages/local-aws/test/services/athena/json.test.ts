import { gzipSync } from 'node:zlib';
import { Athena } from '@aws-sdk/client-athena';
import { type Column, Glue } from '@aws-sdk/client-glue';
import { S3 } from '@aws-sdk/client-s3';
import { type Aws, startAws } from '../../../start-aws';
import { HIVE_JSON, jsonFormat, PARQUET } from '../table-formats';
import { asked } from './asked';

const ACCOUNT = '111111111111';
const typed = (types: Readonly<Record<string, string>>): Column[] =>
  Object.entries(types).map(([Name, Type]) => ({ Name, Type }));

describe('tables over JSON Lines', () => {
  let aws: Aws;
  let [s3, glue, athena]: [S3, Glue, Athena] = [] as never;
  let count = 0;
  beforeAll(async () => {
    aws = await startAws({ services: ['s3', 'glue', 'lakeformation', 'athena'], accountId: ACCOUNT });
    const config = aws.clientConfig(ACCOUNT);
    [s3, glue, athena] = [new S3(config), new Glue(config), new Athena(config)];
    await s3.createBucket({ Bucket: 'landing' });
    await glue.createDatabase({ DatabaseInput: { Name: 'raw' } });
  });
  afterAll(() => aws.close());

  /** A table over files, which `TABLE` stands for in the query. */
  async function ask(
    sql: string,
    files: Readonly<Record<string, string | Uint8Array>>,
    types: Readonly<Record<string, string>>,
    format: object = jsonFormat(),
  ) {
    const name = `t${++count}`;
    for (const [key, Body] of Object.entries(files))
      await s3.putObject({ Bucket: 'landing', Key: `${name}/${key}`, Body });
    const StorageDescriptor = { Location: `s3://landing/${name}/`, Columns: typed(types), ...format };
    await glue.createTable({ DatabaseName: 'raw', TableInput: { Name: name, StorageDescriptor } });
    const { rows, reason } = await asked(athena, 'raw', sql.replace('TABLE', name));
    return reason?.replaceAll(name, 'TABLE') ?? rows;
  }

  it('read just the declared columns, of plain and of gzip objects', async () => {
    const files = {
      'a.jsonl': '{"id":"1","more":true}\n{"id":"2","n":7}\n',
      'b.jsonl.gz': gzipSync('{"n":8}'),
      _hidden: 'nonsense',
    };
    expect(await ask('SELECT * FROM TABLE ORDER BY id', files, { id: 'string', n: 'int' })).toEqual([
      ['1', undefined],
      ['2', '7'],
      [undefined, '8'],
    ]);
  });

  it('keep every digit, and give a string column the JSON of what is nested', async () => {
    const line =
      '{"n":123456789012345678901234567890.12345678,"s":"\\u00e9\\n","l":[1, 2.50,{"K": "a\\/b"}],"d":1.50,"o":null}';
    const types = { n: 'decimal(38,8)', s: 'string', l: 'string', d: 'string', o: 'string' };
    expect(await ask('SELECT * FROM TABLE', { 'a.json': line }, types)).toEqual([
      ['123456789012345678901234567890.12345678', 'é\n', '[1,2.50,{"K":"a/b"}]', '1.50', undefined],
    ]);
  });

  it('read one record of a line, as Athena does where no newline parts them', async () => {
    expect(await ask('SELECT count(*) FROM TABLE', { a: '{"id":"1"}{"id":"2"}' }, { id: 'string' })).toEqual([['1']]);
  });

  it('have a row of NULLs for an empty line with OpenX', async () => {
    expect(await ask('SELECT count(*), count(id) FROM TABLE', { a: '{"id":"1"}\n\n' }, { id: 'string' })).toEqual([
      ['2', '1'],
    ]);
  });

  it.each<[string, string, string, object, RegExp]>([
    [
      'a malformed line',
      '{"id":"1"}\n{"id":',
      'string',
      jsonFormat(),
      /^HIVE_BAD_DATA: Row is not a valid JSON Object \(s3:\/\/landing\/TABLE\/a, line 2\)$/,
    ],
    ['an empty line with Hive', '{"id":"1"}\n\n', 'string', jsonFormat({}, HIVE_JSON), /^HIVE_BAD_DATA: Row is not/],
    ['text in a number', '{"id":"secret"}', 'int', jsonFormat(), /^HIVE_BAD_DATA: A value does not fit the type/],
    ['a number beyond its type', '{"id":2147483648}', 'int', jsonFormat(), /^HIVE_BAD_DATA/],
    ['a number as text with Hive', '{"id":"7"}', 'bigint', jsonFormat({}, HIVE_JSON), /^HIVE_BAD_DATA/],
    ['a list in a string with Hive', '{"id":[1]}', 'string', jsonFormat({}, HIVE_JSON), /^HIVE_BAD_DATA/],
    ['a day that no calendar has', '{"id":"2026-02-30"}', 'date', jsonFormat(), /^HIVE_BAD_DATA/],
    ['names that differ in case', '{"id":1,"ID":2}', 'string', jsonFormat(), /^HIVE_CURSOR_ERROR: .*Duplicate key/],
    ['names that differ in case, within', '{"id":{"a":1,"A":2}}', 'string', jsonFormat(), /^HIVE_CURSOR_ERROR/],
    ['a type that is not served', '{"id":[1]}', 'array<int>', jsonFormat(), /^NOT_SUPPORTED: .*array<int>.* column id/],
    [
      'CSV',
      'id',
      'string',
      { ...jsonFormat({}, 'org.apache.hadoop.hive.serde2.OpenCSVSerde') },
      /^NOT_SUPPORTED: .*OpenCSVSerde/,
    ],
    ['JSON read as parquet', '{}', 'string', { ...PARQUET, SerdeInfo: jsonFormat().SerdeInfo }, /^NOT_SUPPORTED/],
    ['no format at all', '{}', 'string', {}, /^HIVE_UNSUPPORTED_FORMAT: Unable to create input format/],
  ])('fail for %s', async (_what, Body, type, format, reason) => {
    const answer = await ask('SELECT count(id) FROM TABLE', { a: Body }, { id: type }, format);
    expect(answer).toMatch(reason);
    expect(answer).not.toContain('secret');
  });

  it('fail for a compression that is not served, by name', async () => {
    expect(await ask('SELECT * FROM TABLE', { 'a.zst': '{}' }, { id: 'string' })).toMatch(/^NOT_SUPPORTED: .*\.zst/);
  });

  it('obey the properties of OpenX', async () => {
    const format = jsonFormat({
      'ignore.malformed.json': 'TRUE',
      'case.insensitive': 'FALSE',
      'mapping.user_id': 'userId',
      'dots.in.keys': 'true',
      'use.null.for.invalid.data': 'true',
    });
    const body = '{"userId":"u","userid":"v","a.b":"c","n":"x"}\nnonsense\n';
    const types = { user_id: 'string', userid: 'string', a_b: 'string', n: 'int' };
    expect(await ask('SELECT * FROM TABLE ORDER BY user_id', { a: body }, types, format)).toEqual([
      ['u', 'v', 'c', undefined],
      [undefined, undefined, undefined, undefined],
    ]);
  });

  it('fail where a partition declares another type at the place of a column', async () => {
    const partitioned = { DatabaseName: 'raw', TableName: 'parts' };
    const descriptor = (type: string, Location: string) => ({
      Location,
      Columns: typed({ id: type }),
      ...jsonFormat(),
    });
    const StorageDescriptor = descriptor('string', 's3://landing/parts/');
    const PartitionKeys = typed({ day: 'date' });
    await glue.createTable({ DatabaseName: 'raw', TableInput: { Name: 'parts', StorageDescriptor, PartitionKeys } });
    await s3.putObject({ Bucket: 'landing', Key: 'parts/one/a', Body: '{"id":"1"}' });
    const partition = (type: string) => ({
      ...partitioned,
      PartitionInput: { Values: ['2026-11-20'], StorageDescriptor: descriptor(type, 's3://landing/parts/one/') },
    });
    await glue.createPartition(partition('string'));
    const sql = "SELECT id, day FROM parts WHERE day > DATE '2026-11-19'";
    expect(await asked(athena, 'raw', sql)).toMatchObject({ rows: [['1', '2026-11-20']] });
    await glue.updatePartition({ PartitionValueList: ['2026-11-20'], ...partition('int') });
    expect((await asked(athena, 'raw', sql)).reason).toMatch(/^HIVE_PARTITION_SCHEMA_MISMATCH: .*'day=2026-11-20'/);
  });
});
