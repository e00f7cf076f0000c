import { Athena } from '@aws-sdk/client-athena';
import { Glue } from '@aws-sdk/client-glue';
import { S3 } from '@aws-sdk/client-s3';
import { VirtualClock } from '../../../clock';
import { type Aws, startAws } from '../../../start-aws';
import { jsonFormat } from '../table-formats';
import { asked } from './asked';

const ACCOUNT = '111111111111';

describe('partition projection', () => {
  let aws: Aws;
  let [s3, glue, athena]: [S3, Glue, Athena] = [] as never;
  let count = 0;
  beforeAll(async () => {
    const clock = new VirtualClock(Date.parse('2026-11-20T14:30:00Z'));
    aws = await startAws({ services: ['s3', 'glue', 'lakeformation', 'athena'], accountId: ACCOUNT, clock });
    const config = aws.clientConfig(ACCOUNT);
    [s3, glue, athena] = [new S3(config), new Glue(config), new Athena(config)];
    await s3.createBucket({ Bucket: 'landing' });
    await glue.createDatabase({ DatabaseInput: { Name: 'raw' } });
  });
  afterAll(() => aws.close());

  /** A table whose files lie in these folders, one row in each, which tells its folder. */
  async function table(
    folders: readonly string[],
    keys: Readonly<Record<string, string>>,
    properties: Readonly<Record<string, string>>,
  ): Promise<string> {
    const name = `t${++count}`;
    for (const at of folders)
      await s3.putObject({ Bucket: 'landing', Key: `${name}/${at}/a.json`, Body: JSON.stringify({ place: at }) });
    const Parameters = Object.entries({ 'projection.enabled': 'true', ...properties });
    const StorageDescriptor = {
      Location: `s3://landing/${name}`,
      Columns: [{ Name: 'place', Type: 'string' }],
      ...jsonFormat(),
    };
    await glue.createTable({
      DatabaseName: 'raw',
      TableInput: {
        Name: name,
        StorageDescriptor,
        PartitionKeys: Object.entries(keys).map(([Name, Type]) => ({ Name, Type })),
        Parameters: Object.fromEntries(Parameters.map(([key, value]) => [key, value.replace('TABLE', name)])),
      },
    });
    return name;
  }

  const rowsOf = async (name: string, where = '') => {
    const { rows, reason } = await asked(athena, 'raw', `SELECT * FROM ${name} ${where} ORDER BY place`);
    return reason?.replaceAll(name, 'TABLE') ?? rows;
  };

  const DAILY = { 'projection.date.type': 'date', 'projection.date.format': 'yyyy-MM-dd' };

  it('reads the days of a range below folders named as by Hive, to the clock, and no registered partition', async () => {
    const days = ['2019-12-31', '2020-01-01', '2026-11-20', '2026-11-21', '2026-13-01'];
    const folders = [...days.map((day) => `date=${day}`), 'other'];
    const name = await table(folders, { date: 'string' }, { ...DAILY, 'projection.date.range': '2020-01-01,NOW' });
    const StorageDescriptor = { Location: `s3://landing/${name}/other/`, ...jsonFormat() };
    const PartitionInput = { Values: ['registered'], StorageDescriptor };
    await glue.createPartition({ DatabaseName: 'raw', TableName: name, PartitionInput });
    expect(await rowsOf(name)).toEqual([
      ['date=2020-01-01', '2020-01-01'],
      ['date=2026-11-20', '2026-11-20'],
    ]);
  });

  it.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'days before now',
      'string',
      { type: 'date', format: 'yyyy-MM-dd', range: 'NOW-2DAYS,NOW-1DAYS' },
      ['2026-11-18', '2026-11-19'],
    ],
    [
      'a folder for each part of a date',
      'string',
      { type: 'date', format: 'yyyy/MM/dd', range: 'NOW-1YEARS,NOW' },
      ['2026/11/19', '2026/11/20'],
    ],
    [
      'every second day',
      'string',
      { type: 'date', format: 'yyyy-MM-dd', range: '2026-11-18,NOW', interval: '2', 'interval.unit': 'DAYS' },
      ['2026-11-18', '2026-11-20'],
    ],
    ['months', 'string', { type: 'date', format: 'yyyy-MM', range: '2026-09,2026-10' }, ['2026-10']],
    ['whole numbers', 'int', { type: 'integer', range: '1,9', interval: '2' }, ['3', '7']],
    ['numbers of a width', 'string', { type: 'integer', range: '1,20', digits: '2' }, ['03']],
    ['an enumeration', 'string', { type: 'enum', values: 'eu,us' }, ['eu']],
  ])('reads %s', async (_what, type, properties, read) => {
    const others = ['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2024/01/01', '2026/11/19', '2026/11/20'];
    const folders = [...others, '2026-10', '2026-11', '3', '4', '7', '03', '3x', 'eu', 'eux'];
    const own = Object.entries(properties).map(([key, value]) => [`projection.k.${key}`, value]);
    const name = await table(
      folders,
      { k: type },
      {
        ...Object.fromEntries(own),
        'storage.location.template': `s3://landing/TABLE/\${k}/`,
      },
    );
    const values = read.map((value) => [value, value]);
    expect(await rowsOf(name)).toEqual(values);
  });

  it('reads an injected column where the query names its values, and fails where it names none', async () => {
    const properties = { ...DAILY, 'projection.date.range': '2026-11-01,NOW', 'projection.customer.type': 'injected' };
    const folders = ['customer=a/date=2026-11-19', 'customer=b/date=2026-11-19', 'customer=c/date=2026-11-19'];
    const name = await table(folders, { customer: 'string', date: 'string' }, properties);
    expect(await rowsOf(name, "WHERE customer = 'b'")).toEqual([['customer=b/date=2026-11-19', 'b', '2026-11-19']]);
    expect(await rowsOf(name, "WHERE customer IN ('a', 'c')")).toHaveLength(2);
    expect(await rowsOf(name)).toMatch(/^CONSTRAINT_VIOLATION: .*injected projected partition column customer/);
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['no type', {}, /^HIVE_METASTORE_ERROR: Table raw\.TABLE is configured for partition projection, but .*: \[date\]/],
    [
      'an unknown type',
      { 'projection.date.type': 'day' },
      /^INVALID_TABLE_PROPERTY: .*'date' failed. Unknown projection type: 'day'/,
    ],
    ['no range', DAILY, /^INVALID_TABLE_PROPERTY: .*Missing required property: 'projection.date.range'/],
    ['a range of one', { ...DAILY, 'projection.date.range': 'NOW' }, /^INVALID_TABLE_PROPERTY: .*2 values/],
    [
      'a bound that is no date',
      { ...DAILY, 'projection.date.range': '1 May,NOW' },
      /^INVALID_TABLE_PROPERTY: .*'1 May'/,
    ],
    [
      'hours without a unit',
      { ...DAILY, 'projection.date.format': 'yyyy-MM-dd-HH', 'projection.date.range': 'NOW,NOW' },
      /^INVALID_TABLE_PROPERTY: .*interval.unit/,
    ],
    [
      'a template without the key',
      { ...DAILY, 'projection.date.range': 'NOW,NOW', 'storage.location.template': 's3://landing/x/' },
      /^INVALID_TABLE_PROPERTY: .*missing partition column: date/,
    ],
  ])('is refused with %s', async (_what, properties, reason) => {
    expect(await rowsOf(await table(['date=2026-11-20'], { date: 'string' }, properties))).toMatch(reason);
  });
});
