import { createKms } from '../../../services/kms';
import { createSsm } from '../../../services/ssm';
import { memoryStore, type Store } from '../../../store';
import { CONSUMER, caller, callerOf, PRODUCER, STARTS_AT, testRuntime } from '../runtime';

async function setUp(store: Store = memoryStore()) {
  const runtime = testRuntime(store);
  const { service } = await createSsm({ ...runtime, ...(await createKms(runtime)) });
  return { service, call: caller(service) };
}

const put = (Name: string, Value = 'v', Type = 'String') => ({ Name, Value, Type });

it('answers a parameter by name and by ARN', async () => {
  const { call } = await setUp();
  await expect(call('PutParameter', put('/out/crm', 'bucket'))).resolves.toMatchObject({ Version: 1 });
  const ARN = `arn:aws:ssm:eu-west-1:${PRODUCER}:parameter/out/crm`;
  for (const Name of ['/out/crm', ARN]) {
    await expect(call('GetParameter', { Name })).resolves.toMatchObject({
      Parameter: { Name: '/out/crm', ARN, Value: 'bucket', Type: 'String', LastModifiedDate: new Date(STARTS_AT) },
    });
  }
});

it('keeps versions, and the current one is the last', async () => {
  const { call } = await setUp();
  await call('PutParameter', put('p', 'one'));
  await call('PutParameter', { ...put('p', 'two'), Overwrite: true });
  await expect(call('GetParameter', { Name: 'p' })).resolves.toMatchObject({ Parameter: { Value: 'two', Version: 2 } });
  await expect(call('GetParameter', { Name: 'p:1' })).resolves.toMatchObject({
    Parameter: { Value: 'one', Selector: ':1' },
  });
  await expect(call('GetParameter', { Name: 'p:3' })).rejects.toMatchObject({ code: 'ParameterVersionNotFound' });
  const { Parameters } = await call('GetParameterHistory', { Name: 'p' });
  expect(Parameters.map((p: { Value: string }) => p.Value)).toEqual(['one', 'two']);
});

it('keeps accounts apart', async () => {
  const { service, call } = await setUp();
  await call('PutParameter', put('p'));
  await expect(caller(service, callerOf(CONSUMER))('GetParameter', { Name: 'p' })).rejects.toMatchObject({
    code: 'ParameterNotFound',
  });
});

describe('SecureString', () => {
  const secret = put('/key', 'hunter2', 'SecureString');

  it('gives its value only to who asks for decryption, also after a restart', async () => {
    const store = memoryStore();
    await (await setUp(store)).call('PutParameter', secret);
    const { call } = await setUp(store);
    const sealed = await call('GetParameter', { Name: '/key' });
    expect(sealed.Parameter.Value).not.toContain('hunter2');
    await expect(call('GetParameter', { Name: '/key', WithDecryption: true })).resolves.toMatchObject({
      Parameter: { Value: 'hunter2' },
    });
  });

  it('is not in the store in clear', async () => {
    const store = memoryStore();
    await (await setUp(store)).call('PutParameter', secret);
    for await (const [, record] of store.entries('ssm-parameters'))
      expect(JSON.stringify(record)).not.toContain('hunter2');
  });

  it('does not become a String', async () => {
    const { call } = await setUp();
    await call('PutParameter', secret);
    await expect(call('PutParameter', { ...put('/key'), Overwrite: true })).rejects.toMatchObject({
      code: 'HierarchyTypeMismatchException',
    });
  });
});

describe('GetParametersByPath', () => {
  const names = ['/out/a', '/out/b', '/out/deep/c', '/outer/d'];
  const listed = async (input: object): Promise<string[]> => {
    const { call } = await setUp();
    for (const name of names) await call('PutParameter', put(name));
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call('GetParametersByPath', { ...input, NextToken });
      found.push(...page.Parameters.map((p: { Name: string }) => p.Name));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  };

  it.each([
    ['one level', { Path: '/out' }, ['/out/a', '/out/b']],
    ['every level', { Path: '/out/', Recursive: true }, ['/out/a', '/out/b', '/out/deep/c']],
    ['page by page', { Path: '/', Recursive: true, MaxResults: 1 }, names],
  ])('%s', async (_what, input, expected) => {
    await expect(listed(input)).resolves.toEqual(expected);
  });
});

it('GetParameters names those it does not have', async () => {
  const { call } = await setUp();
  await call('PutParameter', put('a'));
  await expect(call('GetParameters', { Names: ['a', 'b', 'a:9'] })).resolves.toMatchObject({
    Parameters: [{ Name: 'a' }],
    InvalidParameters: ['b', 'a:9'],
  });
});

it('deletes, and says what was not there', async () => {
  const { call } = await setUp();
  await call('PutParameter', put('a'));
  await call('PutParameter', put('b'));
  await expect(call('DeleteParameters', { Names: ['a', 'c'] })).resolves.toEqual({
    DeletedParameters: ['a'],
    InvalidParameters: ['c'],
  });
  await call('DeleteParameter', { Name: 'b' });
  await expect(call('DeleteParameter', { Name: 'b' })).rejects.toMatchObject({ code: 'ParameterNotFound' });
});

it.each([
  ['an existing name without Overwrite', put('p'), 'ParameterAlreadyExists'],
  ['a new parameter without a type', { Name: 'q', Value: 'v' }, 'ValidationException'],
  ['4097 bytes', put('q', 'x'.repeat(4097)), 'ValidationException'],
  ['no value', put('q', ''), 'ValidationException'],
  ['a path without its first slash', put('q/r'), 'ValidationException'],
  ['a reserved name', put('/aws/q'), 'ValidationException'],
  ['a name with a space', put('q r'), 'ValidationException'],
])('PutParameter refuses %s', async (_what, input, code) => {
  const { call } = await setUp();
  await call('PutParameter', put('p'));
  await expect(call('PutParameter', input)).rejects.toMatchObject({ code });
});
