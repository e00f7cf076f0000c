import {
  DescribeKinesisStreamingDestinationCommand as Describe,
  DisableKinesisStreamingDestinationCommand as Disable,
  DynamoDB,
  DynamoDBClient,
  EnableKinesisStreamingDestinationCommand as Enable,
  type KinesisDataStreamDestination,
  UpdateKinesisStreamingDestinationCommand as Update,
} from '@aws-sdk/client-dynamodb';
import {
  AddTagsToStreamCommand as AddTags,
  Kinesis,
  KinesisClient,
  ListTagsForStreamCommand as ListTags,
} from '@aws-sdk/client-kinesis';
import { mockClient } from 'aws-sdk-client-mock';
import { LEFT_AT_TAG } from '../../../../core/dynamodb/deployed';

/** The answers are those that AWS gave (recorded by LocalStack in 2025), and DynamoDB's documented statuses. */

type Data = Readonly<Record<string, string>>;
interface Code {
  run(event: object, effects: object): Promise<Data>;
  answer(event: object, work: () => Promise<Data>, reply: (body: object) => Promise<void>): Promise<void>;
}
// runs in Lambda as it stands, so it is CommonJS without types
const { run, answer } = require('../../../../lib/dynamodb/producer/streaming-tables/index.js') as Code;

const STREAM = 'arn:aws:kinesis:eu-west-1:111111111111:stream/lakeferry-dynamodb-orders';
const OTHER = 'arn:aws:kinesis:eu-west-1:111111111111:stream/other';
const NOW = '2026-11-27T01:00:00.000Z';
const MICROSECOND = { ApproximateCreationDateTimePrecision: 'MICROSECOND' } as const;
const MILLISECOND = { ApproximateCreationDateTimePrecision: 'MILLISECOND' } as const;

const dynamodb = mockClient(DynamoDBClient);
const kinesis = mockClient(KinesisClient);
const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

beforeEach(() => {
  dynamodb.reset();
  kinesis.reset();
  kinesis.on(ListTags).resolves({ Tags: [] });
  dynamodb.on(Enable).resolves({ DestinationStatus: 'ENABLING' });
  dynamodb.on(Update).resolves({ DestinationStatus: 'UPDATING' });
  dynamodb.on(Disable).resolves({ DestinationStatus: 'DISABLING' });
});

/** What DynamoDB says of a table, one answer after the other; the last one stays. */
function answers(table: string, ...looks: readonly (readonly KinesisDataStreamDestination[])[]): void {
  let look = 0;
  dynamodb.on(Describe, { TableName: table }).callsFake(() => ({
    KinesisDataStreamDestinations: looks[Math.min(look++, looks.length - 1)],
  }));
}

const own = (
  DestinationStatus: KinesisDataStreamDestination['DestinationStatus'],
  more: object = MICROSECOND,
): KinesisDataStreamDestination => ({ StreamArn: STREAM, DestinationStatus, ...more });

let waits = 0;
const effects = (rounds = 20) => {
  waits = 0;
  return {
    ddb: new DynamoDB({}),
    kinesis: new Kinesis({}),
    now: NOW,
    wait: async () => void waits++,
    isLate: () => waits >= rounds,
  };
};
const request = (RequestType: string, Tables: readonly string[], before?: readonly string[]) => ({
  RequestType,
  ResourceProperties: { StreamArn: STREAM, Tables },
  ...(before && { OldResourceProperties: { StreamArn: STREAM, Tables: before } }),
});
const sent = (): string[] =>
  dynamodb.calls().map(({ args: [command] }) => {
    const operation = command.constructor.name.replace('KinesisStreamingDestinationCommand', '');
    return `${operation} ${(command.input as { readonly TableName: string }).TableName}`;
  });
const writes = (): string[] => sent().filter((each) => !each.startsWith('Describe'));

it('turns a table on with microseconds, and waits until it is active', async () => {
  answers('orders', [], [own('ENABLING')], [own('ACTIVE')]);
  expect(await run(request('Create', ['orders']), effects())).toEqual({ Found: 'orders set', LeftAt: 'never' });
  expect(waits).toBe(2);
  expect(dynamodb.commandCalls(Enable).map(({ args: [{ input }] }) => input)).toEqual([
    { TableName: 'orders', StreamArn: STREAM, EnableKinesisStreamingConfiguration: MICROSECOND },
  ]);
});

it('adopts a table that is sent there already: a deployment after a deletion, or the same request again', async () => {
  answers('orders', [own('ACTIVE')]);
  expect(await run(request('Create', ['orders']), effects())).toMatchObject({ Found: 'orders adopted' });
  expect(writes()).toEqual([]);
});

it('goes on with what another request began', async () => {
  answers('orders', [own('ENABLING')], [own('ACTIVE')]);
  await run(request('Create', ['orders']), effects());
  expect(writes()).toEqual([]);
});

it.each([
  ['milliseconds', MILLISECOND],
  ['nothing', {}],
])('changes a table with %s set in place: turned off and on it would lose changes', async (_title, precision) => {
  answers('orders', [own('ACTIVE', precision)], [own('UPDATING', precision)], [own('ACTIVE')]);
  await run(request('Update', ['orders'], ['orders']), effects());
  expect(writes()).toEqual(['Update orders']);
  expect(dynamodb.commandCalls(Update)[0]!.args[0].input).toEqual({
    TableName: 'orders',
    StreamArn: STREAM,
    UpdateKinesisStreamingConfiguration: MICROSECOND,
  });
});

it('takes a precision that is set already for done', async () => {
  answers('orders', [own('ACTIVE', MILLISECOND)]);
  const message =
    'Invalid Request: Precision is already set to the desired value of MICROSECOND for tableId: 1, kdsArn: 2';
  dynamodb.on(Update).rejects(named('ValidationException', message));
  expect(await run(request('Update', ['orders'], ['orders']), effects())).toMatchObject({ Found: 'orders set' });
});

it('turns on what was turned off before, or is being', async () => {
  answers('orders', [own('DISABLING')], [own('DISABLED')], [own('ENABLING')], [own('ACTIVE')]);
  await run(request('Create', ['orders']), effects());
  expect(writes()).toEqual(['Enable orders']);
});

it.each(['ResourceInUseException', 'LimitExceededException'])('looks again after %s', async (name) => {
  answers('orders', [], [], [own('ACTIVE')]);
  dynamodb.on(Enable).rejectsOnce(named(name, 'busy')).resolves({});
  expect(await run(request('Create', ['orders']), effects())).toMatchObject({ Found: 'orders set' });
  expect(writes()).toEqual(['Enable orders', 'Enable orders']);
});

it('works on all tables at once', async () => {
  answers('orders', [], [own('ENABLING')], [own('ACTIVE')]);
  answers('customers', [own('ACTIVE')]);
  await run(request('Create', ['orders', 'customers']), effects());
  expect(sent().slice(0, 3)).toEqual(['Describe orders', 'Enable orders', 'Describe customers']);
});

it('tries what failed once more, and then says why', async () => {
  const failed = { ...MICROSECOND, DestinationStatusDescription: 'Stream is gone' };
  answers('orders', [own('ENABLE_FAILED', failed)]);
  await expect(run(request('Create', ['orders']), effects())).rejects.toThrow(
    /Table orders: .*ENABLE_FAILED: Stream is gone/,
  );
  expect(writes()).toEqual(['Enable orders']);
});

it('tries what failed before also when DynamoDB was busy at first', async () => {
  answers('orders', [own('ENABLE_FAILED')], [own('ENABLE_FAILED')], [own('ACTIVE')]);
  dynamodb.on(Enable).rejectsOnce(named('LimitExceededException', 'busy')).resolves({});
  expect(await run(request('Create', ['orders']), effects())).toMatchObject({ Found: 'orders set' });
});

it('says which table is not there, and what to do', async () => {
  const message = 'Requested resource not found: Table: bad-table not found';
  dynamodb.on(Describe).rejects(named('ResourceNotFoundException', message));
  await expect(run(request('Create', ['bad-table']), effects())).rejects.toThrow(
    `Table bad-table is not there: take it off dynamodb[].tables, or make it first. ${message}`,
  );
});

it('says where a table is sent already that DynamoDB refuses', async () => {
  answers('orders', [{ StreamArn: OTHER, DestinationStatus: 'ACTIVE' }]);
  const message = 'Table is not in a valid state to enable Kinesis Streaming Destination';
  dynamodb.on(Enable).rejects(named('ValidationException', message));
  await expect(run(request('Create', ['orders']), effects())).rejects.toThrow(
    `Table orders: ValidationException: ${message} It is sent to ${OTHER} already.`,
  );
});

it('leaves the stream of others alone', async () => {
  answers(
    'orders',
    [{ StreamArn: OTHER, DestinationStatus: 'ACTIVE' }],
    [{ StreamArn: OTHER, DestinationStatus: 'ACTIVE' }, own('ACTIVE')],
  );
  await run(request('Create', ['orders']), effects());
  expect(writes()).toEqual(['Enable orders']);
  expect(dynamodb.commandCalls(Enable)[0]!.args[0].input.StreamArn).toBe(STREAM);
});

it('ends before Lambda ends it, and names what is not active', async () => {
  answers('orders', [own('ENABLING')]);
  await expect(run(request('Create', ['orders']), effects(3))).rejects.toThrow('Not active yet: orders. Deploy again.');
});

it('turns off a table that left the list, once the others are active', async () => {
  answers('orders', [own('ACTIVE')]);
  answers('bills', [own('ACTIVE')]);
  await run(request('Update', ['orders'], ['orders', 'bills']), effects());
  expect(writes()).toEqual(['Disable bills']);
});

it.each(['ENABLING', 'UPDATING'] as const)('waits for a table that left the list while it is %s', async (status) => {
  answers('orders', [own('ACTIVE')]);
  answers('bills', [own(status)], [own(status)], [own('ACTIVE')]);
  await run(request('Update', ['orders'], ['orders', 'bills']), effects());
  expect(waits).toBe(2);
  expect(writes()).toEqual(['Disable bills']);
});

it('turns off a table also when DynamoDB is busy at first', async () => {
  answers('orders', [own('ACTIVE')]);
  answers('bills', [own('ACTIVE')]);
  dynamodb.on(Disable).rejectsOnce(named('ResourceInUseException', 'busy')).resolves({});
  await run(request('Update', ['orders'], ['orders', 'bills']), effects());
  expect(writes()).toEqual(['Disable bills', 'Disable bills']);
});

it('names a table that cannot be turned off in time', async () => {
  answers('orders', [own('ACTIVE')]);
  answers('bills', [own('ENABLING')]);
  await expect(run(request('Update', ['orders'], ['orders', 'bills']), effects(3))).rejects.toThrow(
    'Table bills cannot be turned off yet. Deploy again.',
  );
});

it.each<[string, () => void]>([
  ['is sent elsewhere by now', () => answers('bills', [{ StreamArn: OTHER, DestinationStatus: 'ACTIVE' }])],
  ['is off already', () => answers('bills', [own('DISABLED')])],
  [
    'is gone',
    () => dynamodb.on(Describe, { TableName: 'bills' }).rejects(named('ResourceNotFoundException', 'not found')),
  ],
])('leaves alone a table that left the list and %s', async (_title, prepare) => {
  answers('orders', [own('ACTIVE')]);
  prepare();
  await run(request('Update', ['orders'], ['orders', 'bills']), effects());
  expect(writes()).toEqual([]);
});

describe('deleted and deployed again', () => {
  it('leaves every table sent into the stream, and notes when', async () => {
    kinesis.on(AddTags).resolves({});
    await run(request('Delete', ['orders']), effects());
    expect(sent()).toEqual([]);
    expect(kinesis.commandCalls(AddTags)[0]!.args[0].input).toEqual({
      StreamName: 'lakeferry-dynamodb-orders',
      Tags: { [LEFT_AT_TAG]: NOW },
    });
  });

  it('keeps the time of an earlier deletion that was not caught up', async () => {
    kinesis.on(ListTags).resolves({ Tags: [{ Key: LEFT_AT_TAG, Value: '2026-11-26T01:00:00.000Z' }] });
    await run(request('Delete', ['orders']), effects());
    expect(kinesis.commandCalls(AddTags)).toEqual([]);
  });

  it('tells from when on the stream was not read', async () => {
    answers('orders', [own('ACTIVE')]);
    kinesis.on(ListTags).resolves({ Tags: [{ Key: LEFT_AT_TAG, Value: NOW }] });
    expect(await run(request('Create', ['orders']), effects())).toEqual({ Found: 'orders adopted', LeftAt: NOW });
  });

  it('is deleted also when the stream is gone', async () => {
    kinesis.on(AddTags).rejects(named('ResourceNotFoundException', 'Stream not found'));
    await expect(run(request('Delete', ['orders']), effects())).resolves.toEqual({});
  });
});

describe("CloudFormation's answer", () => {
  const EVENT = { RequestType: 'Create', StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: 'u' };
  const answered = async (work: () => Promise<Data>): Promise<object[]> => {
    const replies: object[] = [];
    await answer(EVENT, work, async (body) => void replies.push(body));
    return replies;
  };

  it('has what was found, under an id that never changes', async () =>
    expect(await answered(async () => ({ Found: 'x' }))).toEqual([
      {
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'l',
        PhysicalResourceId: 'streaming-tables',
        Status: 'SUCCESS',
        Data: { Found: 'x' },
      },
    ]));

  it('has the reason where it failed, of 2,000 characters at most', async () =>
    expect(await answered(() => Promise.reject(new Error('x'.repeat(5000))))).toMatchObject([
      { Status: 'FAILED', Reason: 'x'.repeat(2000) },
    ]));
});
