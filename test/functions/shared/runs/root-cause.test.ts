import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { describeFailedDatabases, type FailedDatabase } from '../../../../core/runs/failed-databases';
import { deepestCause, rootCause, toldBy } from '../../../../functions/shared/runs/root-cause';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';
import { FailingMachines, failing, mapping, nesting } from './failing-machines';

let aws: Aws;
let sfn: SFNClient;
let machines: FailingMachines;

beforeAll(async () => {
  aws = await startAws({ services: ['states', 'lambda'], clock: new VirtualClock(Date.UTC(2026, 0, 15, 1)) });
  sfn = new SFNClient(aws.clientConfig());
  machines = new FailingMachines(sfn);
});
afterAll(() => aws.close());

it('is the innermost error and its state, through nested executions and a Map Run', async () => {
  const inner = await machines.create('inner', { Break: failing('CrawlFailedError', 'Internal Service Exception') });
  const middle = await machines.create('middle', { Map: mapping([1, 2], { Nest: nesting(inner) }) });
  const top = await machines.run(await machines.create('outer', { Nest: nesting(middle) }));
  expect(await rootCause(sfn, top)).toEqual({
    executionArn: expect.stringContaining(':execution:inner:'),
    error: 'CrawlFailedError',
    message: 'Internal Service Exception',
    state: 'Break',
  });
});

it('of a Map Run is the error that most of its children have', async () => {
  const choice = {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'Rare' }],
    Default: 'Common',
  };
  const states = { Which: choice, Rare: failing('RareError', 'rare'), Common: failing('CommonError', 'common') };
  const map = await machines.create('many', { Map: mapping([1, 2, 3], states, { ToleratedFailureCount: 2 }) });
  expect(await rootCause(sfn, await machines.run(map))).toMatchObject({ error: 'CommonError', state: 'Common' });
});

it('is the failure that ended the execution, not one that was caught before', async () => {
  aws.service('lambda').registerFunction('fail', async () => {
    throw Object.assign(new Error('caught'), { name: 'FirstError' });
  });
  const caught = {
    Type: 'Task',
    Resource: 'arn:aws:lambda:us-east-1:111111111111:function:fail',
    Catch: [{ ErrorEquals: ['FirstError'], Next: 'Second' }],
    End: true,
  };
  const states = {
    First: caught,
    Second: { ...caught, Catch: undefined, Retry: [{ ErrorEquals: ['FirstError'], MaxAttempts: 2 }] },
  };
  const top = await machines.run(await machines.create('twice', states));
  expect(await rootCause(sfn, top)).toMatchObject({ error: 'FirstError', message: 'caught', state: 'Second' });
});

it('of an execution that timed out is the timeout, in the state where it was', async () => {
  const states = { Pause: { Type: 'Wait', Seconds: 60, End: true } };
  const top = await machines.run(await machines.create('slow', states, { TimeoutSeconds: 5 }));
  expect(await rootCause(sfn, top)).toMatchObject({ error: 'States.Timeout', message: '', state: 'Pause' });
});

describe('of a child that is gone', () => {
  const forgetting = (forgotten: string) => ({
    send: async (command: { readonly input: { readonly executionArn?: string } }) => {
      if (command.input.executionArn?.includes(forgotten)) {
        throw Object.assign(new Error('gone'), { name: 'ExecutionDoesNotExist' });
      }
      return sfn.send(command as never);
    },
  });

  it('is what its parent tells of it', async () => {
    const inner = await machines.create('short-lived', { Break: failing('CrawlFailedError', 'It failed.') });
    const top = await machines.run(await machines.create('parent', { Nest: nesting(inner) }));
    const ended = await sfn.send(new DescribeExecutionCommand({ executionArn: top }));
    const told = { executionArn: top, status: 'FAILED', error: ended.error, cause: ended.cause };
    expect(await deepestCause(forgetting(':short-lived:') as never, told)).toEqual({
      executionArn: top,
      error: 'CrawlFailedError',
      message: 'It failed.',
      state: 'Nest',
    });
  });
});

it('of an execution in which one database failed is told as that of the database, without asking', () => {
  const failed = {
    glueDatabase: 'shop',
    error: 'CrawlFailedError',
    message: 'No luck.',
    executionArn: 'arn:aws:child',
  };
  const cause = JSON.stringify({ errorMessage: `It failed.${describeFailedDatabases([failed])}` });
  const { glueDatabase: _shop, ...expected } = failed;
  expect(toldBy({ executionArn: 'arn:top', status: 'FAILED', error: 'DatabasesFailedError', cause })).toEqual(expected);
});

describe('of databases that failed each for itself', () => {
  /** A machine that fails as publish-export does, naming these databases. */
  const publishing = async (name: string, ...failed: FailedDatabase[]): Promise<string> => {
    const cause = JSON.stringify({ errorMessage: `They failed.${describeFailedDatabases(failed)}` });
    return machines.run(await machines.create(name, { Judge: failing('DatabasesFailedError', cause) }));
  };
  const crawlFails = async (name: string): Promise<FailedDatabase> => {
    const child = await machines.create(name, { Crawl: failing('CrawlFailedError', 'The whole message.') });
    return {
      glueDatabase: name,
      error: 'CrawlFailedError',
      message: 'The who…',
      executionArn: await machines.run(child),
    };
  };

  it('is the cause of each, as its own execution tells it', async () => {
    const shop = await crawlFails('shop');
    const denied = { glueDatabase: 'stock', error: 'StepFunctions.AccessDeniedException', message: 'not authorized' };
    const top = await publishing('two', shop, denied);
    expect(await rootCause(sfn, top)).toEqual({
      executionArn: top,
      error: 'DatabasesFailedError',
      message: expect.stringContaining('They failed.'),
      state: 'Judge',
      databases: [
        {
          glueDatabase: 'shop',
          executionArn: shop.executionArn,
          error: 'CrawlFailedError',
          message: 'The whole message.',
          state: 'Crawl',
        },
        { ...denied, executionArn: top },
      ],
    });
  });

  it('is that of the only one', async () => {
    const crm = await crawlFails('crm');
    expect(await rootCause(sfn, await publishing('one', crm))).toEqual({
      executionArn: crm.executionArn,
      error: 'CrawlFailedError',
      message: 'The whole message.',
      state: 'Crawl',
    });
  });
});

it('of an execution that does not exist is an error', () =>
  expect(rootCause(sfn, 'arn:aws:states:us-east-1:111111111111:execution:outer:none')).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
  }));
