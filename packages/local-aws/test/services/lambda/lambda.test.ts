import { VirtualClock } from '../../../clock';
import { Faults } from '../../../faults';
import { createLambdaService } from '../../../services/lambda';
import { memoryStore } from '../../../store';

const ARN = 'arn:aws:lambda:eu-central-1:111111111111:function:lakeferry-plan-copy';
const control = { idle: <T>(work: Promise<T>): Promise<T> => work };

function service(concurrentExecutions?: number) {
  const faults = new Faults();
  const place = { partition: 'aws', region: 'eu-central-1', accountId: '111111111111' };
  const clock = new VirtualClock(0);
  const lambda = createLambdaService({
    clock,
    store: memoryStore(),
    faults,
    ...place,
    functionPrefix: 'lakeferry-',
    concurrentExecutions,
  });
  let calls = 0;
  lambda.registerFunction('lakeferry-plan-copy', async ({ n }: { n: number }) => {
    calls++;
    if (n < 0) throw Object.assign(new RangeError('below zero'), { name: 'BelowZeroError' });
    return { doubled: n * 2 };
  });
  return { faults, clock, lambda, calls: () => calls };
}

test('a handler is called by ARN, with qualifier too', async () => {
  const { lambda } = service();
  expect(await lambda.invoke(ARN, { n: 4 }, control)).toEqual({ doubled: 8 });
  expect(await lambda.invoke(`${ARN}:$LATEST`, { n: 4 }, control)).toEqual({ doubled: 8 });
});

test('what it throws is its error answer', async () => {
  const { lambda } = service();
  await expect(lambda.invoke(ARN, { n: -1 }, control)).rejects.toMatchObject({
    payload: { errorType: 'BelowZeroError', errorMessage: 'below zero', stackTrace: expect.any(Array) },
  });
});

test('a function that is not there', async () => {
  const { lambda } = service();
  await expect(lambda.invoke(ARN.replace('plan', 'no'), {}, control)).rejects.toMatchObject({
    error: 'Lambda.ResourceNotFoundException',
  });
});

test.each([
  ['function-error', { payload: { errorType: 'InjectedError' } }, 0],
  ['function-timeout', { payload: { errorType: 'Sandbox.Timedout' } }, 0],
  ['function-lost-response', { error: 'Lambda.SdkClientException' }, 1],
  ['throttling', { error: 'Lambda.TooManyRequestsException' }, 0],
  ['service-error', { error: 'Lambda.ServiceException' }, 0],
  ['access-denied', { error: 'Lambda.AWSLambdaException' }, 0],
] as const)('the fault %s strikes once', async (name, expected, called) => {
  const { lambda, faults, calls } = service();
  faults.inject({ name, target: 'lambda:plan-copy' });
  await expect(lambda.invoke(ARN, { n: 1 }, control)).rejects.toMatchObject(expected);
  expect(calls()).toBe(called);
  expect(await lambda.invoke(ARN, { n: 1 }, control)).toEqual({ doubled: 2 });
});

test('over the API: Invoke, GetFunction, ListFunctions', async () => {
  const { lambda } = service();
  const call = (name: string, input: object) =>
    lambda.operations[name]!(input, {} as never) as Promise<Record<string, unknown>>;
  const invoke = async (n: number) => {
    const answer = await call('Invoke', {
      FunctionName: 'lakeferry-plan-copy',
      Payload: Buffer.from(JSON.stringify({ n })),
    });
    return { ...answer, Payload: JSON.parse(Buffer.from(answer.Payload as Uint8Array).toString()) };
  };
  expect(await invoke(3)).toMatchObject({ StatusCode: 200, Payload: { doubled: 6 } });
  expect(await invoke(-3)).toMatchObject({ FunctionError: 'Unhandled', Payload: { errorType: 'BelowZeroError' } });
  expect(await call('GetFunction', { FunctionName: ARN })).toMatchObject({ Configuration: { FunctionArn: ARN } });
  expect(await call('ListFunctions', {})).toMatchObject({ Functions: [{ FunctionName: 'lakeferry-plan-copy' }] });
});

test('its variables are shown, and left out where there are none', async () => {
  const { lambda } = service();
  lambda.registerFunction('with-variables', async () => ({}), { environment: { TABLE: 'ledger' } });
  const ask = (FunctionName: string) => lambda.operations.GetFunctionConfiguration!({ FunctionName }, {} as never);
  expect(await ask('with-variables')).toMatchObject({ Environment: { Variables: { TABLE: 'ledger' } } });
  expect(await ask('lakeferry-plan-copy')).not.toHaveProperty('Environment');
  await expect(ask('nobody')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('an invocation ends when its time is up, and a shorter one is not disturbed', async () => {
  const { clock, lambda } = service();
  const wait = (ms: number) => new Promise((resolve) => clock.at(clock.now() + ms, () => resolve('done')));
  lambda.registerFunction('slow', ({ ms }: { ms: number }) => wait(ms), { timeoutSeconds: 160 });
  await expect(lambda.invoke('slow', { ms: 159_999 }, control)).resolves.toBe('done');
  await expect(lambda.invoke('slow', { ms: 160_001 }, control)).rejects.toMatchObject({
    payload: {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 160.00 seconds'),
    },
  });
});

test('its bounds are shown', async () => {
  const { lambda } = service();
  const ask = (FunctionName: string) => lambda.operations.GetFunctionConfiguration!({ FunctionName }, {} as never);
  lambda.registerFunction('bounded', async () => ({}), { timeoutSeconds: 60, memorySize: 256, temporaryStorage: 1024 });
  expect(await ask('bounded')).toMatchObject({ Timeout: 60, MemorySize: 256, EphemeralStorage: { Size: 1024 } });
  expect(await ask('lakeferry-plan-copy')).toMatchObject({ Timeout: 900, MemorySize: 128 });
});

test('a handler is given its own variables and nothing more', async () => {
  const { lambda } = service();
  const environment = { TABLE: 'ledger' };
  lambda.registerFunction('seeing', async (_payload, context) => context.environment, { environment });
  expect(await lambda.invoke('seeing', {}, control)).toEqual(environment);
});

test('a handler that never ends is ended after its seconds of real time', async () => {
  const { lambda } = service();
  lambda.registerFunction('hanging', () => new Promise(() => {}), { timeoutSeconds: 0.05 });
  const hanging = lambda.invoke('hanging', {}, { idle: (work) => work });
  await expect(hanging).rejects.toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
});

test('a handler that never lets go of the processor for its seconds fails once it does', async () => {
  const { lambda } = service();
  const busy = async () => {
    const end = performance.now() + 60;
    while (performance.now() < end);
  };
  lambda.registerFunction('busy', busy, { timeoutSeconds: 0.05 });
  await expect(lambda.invoke('busy', {}, control)).rejects.toMatchObject({
    payload: { errorType: 'Sandbox.Timedout' },
  });
});

test('an answer of more than 6 MB and 100 bytes is an error', async () => {
  const { lambda } = service();
  lambda.registerFunction('long', async ({ n }: { n: number }) => 'x'.repeat(n - 2));
  await expect(lambda.invoke('long', { n: 6_291_556 }, control)).resolves.toHaveLength(6_291_554);
  await expect(lambda.invoke('long', { n: 6_291_557 }, control)).rejects.toMatchObject({
    payload: { errorType: 'Function.ResponseSizeTooLarge' },
  });
});

test('more invocations at once than the account may have are throttled', async () => {
  const { lambda } = service(2);
  const ends: (() => void)[] = [];
  lambda.registerFunction('waiting', () => new Promise<void>((resolve) => ends.push(resolve)));
  const first = [lambda.invoke('waiting', {}, control), lambda.invoke('waiting', {}, control)];
  await expect(lambda.invoke(ARN, { n: 1 }, control)).rejects.toMatchObject({
    error: 'Lambda.TooManyRequestsException',
  });
  for (const end of ends) end();
  await Promise.all(first);
  expect(await lambda.invoke(ARN, { n: 1 }, control)).toEqual({ doubled: 2 });
});
