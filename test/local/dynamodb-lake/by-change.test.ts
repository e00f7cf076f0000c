import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { STATE_COLUMNS } from '../../../core/dynamodb/current-state';
import { ANALYTICS } from '../world/world';
import { Computer } from './computer';

const HERE = '111111111111';
const LANDING = `lakeferry-landing-${HERE}-eu-west-1`;
const CARTS = 'SELECT customer, "date" FROM dynamodb_shop.carts ORDER BY customer';

const computer = new Computer('2026-11-26T20:00:00Z');
afterAll(() => computer.runtime.close());

const datesThatLanded = async (): Promise<string[]> =>
  (await computer.keys(LANDING, 'dynamodb/shop/')).map((key) => key.split('/')[2]!).sort();

/** Writes a change into the stream, as `lakeferry dynamodb catch-up` and `replay` do with what was left behind. */
async function catchUp(customer: string, at: string): Promise<void> {
  const record = {
    ...{ awsRegion: 'eu-west-1', eventID: customer, eventName: 'INSERT', eventSource: 'aws:dynamodb' },
    ...{ recordFormat: 'application/json', tableName: 'carts', userIdentity: null },
    dynamodb: {
      ...{ ApproximateCreationDateTime: Date.parse(at) * 1000, ApproximateCreationDateTimePrecision: 'MICROSECOND' },
      ...{ Keys: { customer: { S: customer } }, NewImage: { customer: { S: customer } }, SizeBytes: 20 },
    },
  };
  const put = {
    StreamName: 'lakeferry-dynamodb-shop',
    PartitionKey: customer,
    Data: Buffer.from(JSON.stringify(record)),
  };
  await new KinesisClient(computer.runtime.clientConfig()).send(new PutRecordCommand(put));
}

it('lands changes by their date, and publishes a date again for one that came late', async () => {
  await computer.start({
    environment: { region: 'eu-west-1', account: HERE },
    accounts: { analytics: ANALYTICS },
    dynamodb: [
      {
        ...{ name: 'shop', tables: ['carts'], network: 'none', delivery: { by: 'change' } },
        publish: [{ table: 'carts', keys: ['customer'] }],
      },
    ],
    governance: {
      databases: { dynamodb_shop: { filters: { carts: { columns: ['customer', ...STATE_COLUMNS] } } } },
    },
  });
  await computer.passUntil('2026-11-26T23:59:00Z');
  await computer.put('carts', { customer: 'ann' });
  await computer.passUntil('2026-11-27T00:00:10Z');
  await computer.put('carts', { customer: 'bob' });
  await computer.passUntil('2026-11-27T02:00:00Z');
  // both were in one buffer of Firehose
  expect(await datesThatLanded()).toEqual(['date=2026-11-26', 'date=2026-11-27']);
  // the schedule's run
  expect(await computer.ask(CARTS)).toEqual([['ann', '2026-11-26']]);

  await catchUp('cid', '2026-11-26T12:00:00Z');
  await catchUp('dee', '2026-11-24T12:00:00Z');
  await computer.passUntil('2026-11-27T03:00:00Z');
  expect(await datesThatLanded()).toEqual(['24', '26', '26', '27'].map((day) => `date=2026-11-${day}`));
  expect(await computer.run('publish-partition', { entry: 'shop' })).toMatchObject({ outcome: 'COMMITTED', dates: 2 });
  expect(await computer.ask(CARTS)).toEqual([
    ['ann', '2026-11-26'],
    ['cid', '2026-11-26'],
    ['dee', '2026-11-24'],
  ]);
});
