/**
 * Sends the changes of tables into a Kinesis stream. Asks before it writes, so that CloudFormation may repeat any
 * request. Runs in Lambda as it stands, with the SDK there.
 */

const PAUSE_MS = 5000;
const PRECISION = 'MICROSECOND';
const SET = { ApproximateCreationDateTimePrecision: PRECISION };
/** Another change is on its way: the next look tells what became of it. */
const MAY_PASS = ['ResourceInUseException', 'LimitExceededException'];
/** Tag of a stream whose stack is gone: since then nobody reads it. */
const LEFT_AT = 'lakeferry-left-at';

const named = (TableName, { name, message }) =>
  new Error(
    name === 'ResourceNotFoundException'
      ? `Table ${TableName} is not there: take it off dynamodb[].tables, or make it first. ${message}`
      : `Table ${TableName}: ${name}: ${message}`,
  );

/** Undefined where the table was never sent there. */
async function look(ddb, TableName, StreamArn) {
  const { KinesisDataStreamDestinations: all = [] } = await ddb.describeKinesisStreamingDestination({ TableName });
  const others = all.filter((each) => each.StreamArn !== StreamArn && each.DestinationStatus === 'ACTIVE');
  return { own: all.find((each) => each.StreamArn === StreamArn), others };
}

/** One step towards ACTIVE; returns what was found or done, and undefined while there is nothing to say. */
async function step(ddb, TableName, StreamArn, tried) {
  const { own, others } = await look(ddb, TableName, StreamArn);
  const status = own?.DestinationStatus;
  const isSet = own?.ApproximateCreationDateTimePrecision === PRECISION;
  if (status === 'ACTIVE' && isSet) return tried.has(TableName) ? 'set' : 'adopted';
  if (status === 'ENABLING' || status === 'UPDATING' || status === 'DISABLING') return undefined;
  if (status === 'ENABLE_FAILED' && tried.has(TableName))
    throw new Error(`${own.DestinationStatus}: ${own.DestinationStatusDescription}`);
  const to = { TableName, StreamArn };
  try {
    if (status === 'ACTIVE') {
      // to turn it off and on would lose what is written in between
      await ddb.updateKinesisStreamingDestination({ ...to, UpdateKinesisStreamingConfiguration: SET });
    } else await ddb.enableKinesisStreamingDestination({ ...to, EnableKinesisStreamingConfiguration: SET });
    tried.add(TableName);
  } catch (error) {
    if (MAY_PASS.includes(error.name)) return undefined;
    if (/Precision is already set/.test(error.message)) return 'set';
    const where = others.map((each) => each.StreamArn).join(', ');
    if (where !== '') error.message += ` It is sent to ${where} already.`;
    throw error;
  }
  return undefined;
}

/** Resolves when every table is sent, with what was found of each. */
exports.enable = async (ddb, tables, stream, { wait, isLate }) => {
  const tried = new Set();
  const found = {};
  for (;;) {
    for (const table of tables.filter((each) => found[each] === undefined)) {
      found[table] = await step(ddb, table, stream, tried).catch((error) => {
        throw named(table, error);
      });
    }
    const pending = tables.filter((each) => found[each] === undefined);
    if (pending.length === 0) return tables.map((each) => `${each} ${found[each]}`).join(', ');
    if (isLate()) throw new Error(`Not active yet: ${pending.join(', ')}. Deploy again.`);
    await wait(PAUSE_MS);
  }
};

/** False while another change is on its way: a deployment that is rolled back meets tables that it just turned on. */
async function turnOff(ddb, TableName, StreamArn) {
  try {
    const { own } = await look(ddb, TableName, StreamArn);
    const status = own?.DestinationStatus;
    if (status === 'ENABLING' || status === 'UPDATING') return false;
    if (status === 'ACTIVE') await ddb.disableKinesisStreamingDestination({ TableName, StreamArn });
  } catch (error) {
    if (MAY_PASS.includes(error.name)) return false;
    if (error.name !== 'ResourceNotFoundException') throw named(TableName, error);
  }
  return true;
}

/** Of tables that were taken off the list. */
exports.disable = async (ddb, tables, StreamArn, { wait, isLate }) => {
  for (const TableName of tables) {
    while (!(await turnOff(ddb, TableName, StreamArn))) {
      if (isLate()) throw new Error(`Table ${TableName} cannot be turned off yet. Deploy again.`);
      await wait(PAUSE_MS);
    }
  }
};

const leftAt = async (kinesis, StreamName) => {
  const { Tags = [] } = await kinesis.listTagsForStream({ StreamName, Limit: 50 });
  return Tags.find(({ Key }) => Key === LEFT_AT)?.Value ?? 'never';
};

/**
 * Stream and destinations stay when the stack goes: what is written meanwhile waits in the stream. An earlier time
 * stays until it was caught up: a deployment that fails ends here too.
 */
const leave = async (kinesis, StreamName, now) => {
  try {
    if ((await leftAt(kinesis, StreamName)) === 'never')
      await kinesis.addTagsToStream({ StreamName, Tags: { [LEFT_AT]: now } });
  } catch (error) {
    if (error.name !== 'ResourceNotFoundException') throw error;
  }
  return {};
};

exports.run = async (event, { ddb, kinesis, now, ...time }) => {
  const { Tables, StreamArn } = event.ResourceProperties;
  const name = StreamArn.split('/')[1];
  if (event.RequestType === 'Delete') return leave(kinesis, name, now);
  const before = event.OldResourceProperties?.Tables ?? [];
  const Found = await exports.enable(ddb, Tables, StreamArn, time);
  const gone = before.filter((each) => !Tables.includes(each));
  await exports.disable(ddb, gone, StreamArn, time);
  return { Found: Found.slice(0, 2000), LeftAt: await leftAt(kinesis, name) };
};

/** CloudFormation waits for an hour for an answer that does not come, and takes 4 KB. */
exports.answer = async (event, work, reply) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'streaming-tables' } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  try {
    await reply({ ...ids, Status: 'SUCCESS', Data: await work() });
  } catch (error) {
    await reply({ ...ids, Status: 'FAILED', Reason: error.message.slice(0, 2000) });
  }
};

exports.handler = (event, context) => {
  const { DynamoDB } = require('@aws-sdk/client-dynamodb');
  const { Kinesis } = require('@aws-sdk/client-kinesis');
  const effects = {
    ddb: new DynamoDB({}),
    kinesis: new Kinesis({}),
    now: new Date().toISOString(),
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
    isLate: () => context.getRemainingTimeInMillis() < 60_000,
  };
  return exports.answer(
    event,
    () => exports.run(event, effects),
    (body) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': '' } }),
  );
};
