import { receiptKey, receiptOf, rowsKey } from '../../../../core/dynamodb/load/files';
import { parseFiles, parseSummary } from '../../../../core/dynamodb/load/manifest';

// recorded: data-prepper's dynamodb-source
const LINE =
  '{"itemCount":46331,"md5Checksum":"a0k21IY3eelgr2PuWJLjJw==","etag":"51f9f394903c5d682321c6211aae8b6a-1","dataFileS3Key":"p/AWSDynamoDB/01692350182719-6de2c037/data/fpgz.json.gz"}';
const SUMMARY = { exportArn: 'arn', manifestFilesS3Key: 'k', itemCount: 1, outputFormat: 'DYNAMODB_JSON' };

it('reads the lines that AWS writes', () =>
  expect(parseFiles(`${LINE}\n`, { itemCount: 46331 })).toEqual([
    {
      itemCount: 46331,
      md5Checksum: 'a0k21IY3eelgr2PuWJLjJw==',
      dataFileS3Key: 'p/AWSDynamoDB/01692350182719-6de2c037/data/fpgz.json.gz',
    },
  ]));

it.each([
  [`${LINE}\n`, 46330, 'lists 46331 items, and the summary 46330'],
  ['{"itemCount":1}', 1, 'has a line without'],
  ['{', 1, 'is not JSON'],
])('refuses %s', (text, itemCount, why) => expect(() => parseFiles(text, { itemCount })).toThrow(why));

it.each([
  [{ exportArn: 'other' }, 'is of another export'],
  [{ outputFormat: 'ION' }, 'another format'],
  [{ itemCount: -1 }, 'lacks manifestFilesS3Key or itemCount'],
])('refuses a summary with %j', (change, why) =>
  expect(() => parseSummary(JSON.stringify({ ...SUMMARY, ...change }), 'arn')).toThrow(why),
);

it('a receipt is read from its key', () => {
  const loaded = { file: 'fpgz.json.gz', items: 3, parts: 1, bytes: 400 };
  expect(receiptOf('e', receiptKey('e', loaded))).toEqual(loaded);
  expect(receiptOf('e', 'loads/e/files/fpgz.json.gz')).toBeUndefined();
  expect(receiptOf('e', receiptKey('f', loaded))).toBeUndefined();
});

it('files of rows say where they come from', () =>
  expect(
    rowsKey({
      ...{ entry: 'shop', glueTable: 'orders', date: '2026-11-27', exportId: '01-ab', file: 'x.json.gz', line: 42 },
    }),
  ).toBe('dynamodb/shop/date=2026-11-27/orders-01-ab-x-000000000042.jsonl.gz'));
