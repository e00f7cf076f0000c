import { Credentials, createSts } from '../../../services/sts';
import { memoryStore } from '../../../store';
import { CONSUMER, caller, PRODUCER, STARTS_AT, testRuntime } from '../runtime';

const ROLE = `arn:aws:iam::${CONSUMER}:role/teams/data/pivot`;
const ASSUME = { RoleArn: ROLE, RoleSessionName: 'copy' };
const SESSION_ARN = `arn:aws:sts::${CONSUMER}:assumed-role/pivot/copy`;

async function setUp(store = memoryStore()) {
  const credentials = await Credentials.load(testRuntime(store));
  const sts = createSts(credentials);
  return { credentials, sts, call: caller(sts) };
}

describe('who holds a key', () => {
  it.each([
    ['a key of 12 digits is that account', CONSUMER, CONSUMER],
    ['any other key is the runtime', 'AKIAEXAMPLE', PRODUCER],
    ['no key at all is the runtime', '', PRODUCER],
    ['13 digits are no account', `${CONSUMER}0`, PRODUCER],
  ])('%s', async (_what, key, accountId) => {
    const { credentials } = await setUp();
    expect(credentials.identify(key)).toEqual({ accountId, principalArn: `arn:aws:iam::${accountId}:root` });
  });

  it('a key from AssumeRole is the role session, also after a restart', async () => {
    const store = memoryStore();
    const { Credentials: issued } = await (await setUp(store)).call('AssumeRole', ASSUME);
    const { credentials } = await setUp(store);
    expect(credentials.identify(issued.AccessKeyId)).toMatchObject({ accountId: CONSUMER, principalArn: SESSION_ARN });
  });
});

it('a key that was revoked is none any more, of an account, a session or a service alike', async () => {
  const { credentials, call } = await setUp();
  const { Credentials: issued } = await call('AssumeRole', ASSUME);
  for (const key of ['AKIAEXAMPLE', issued.AccessKeyId, credentials.serviceKey(ROLE, 'service')]) {
    expect(credentials.identify(key).isRevoked).toBeUndefined();
    await credentials.revoke(key);
    expect(credentials.identify(key)).toMatchObject({ isRevoked: true });
  }
});

describe('AssumeRole', () => {
  it('names the session and its end on the runtime’s clock', async () => {
    const answer = await (await setUp()).call('AssumeRole', { ...ASSUME, DurationSeconds: 900 });
    expect(answer.AssumedRoleUser.Arn).toBe(SESSION_ARN);
    expect(answer.Credentials.Expiration).toEqual(new Date(STARTS_AT + 900_000));
    expect(answer.Credentials.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  });

  it.each([
    ['a role that is no ARN', { RoleArn: 'pivot' }],
    ['a user', { RoleArn: `arn:aws:iam::${CONSUMER}:user/pivot` }],
    ['a session name of one letter', { RoleSessionName: 'c' }],
    ['a session name with a slash', { RoleSessionName: 'copy/1' }],
    ['899 seconds', { DurationSeconds: 899 }],
    ['43201 seconds', { DurationSeconds: 43_201 }],
  ])('refuses %s', async (_what, wrong) => {
    const { call } = await setUp();
    await expect(call('AssumeRole', { ...ASSUME, ...wrong })).rejects.toMatchObject({ code: 'ValidationError' });
  });
});

it('GetCallerIdentity answers the session’s own account, ARN and id', async () => {
  const { credentials, sts, call } = await setUp();
  const { Credentials: issued, AssumedRoleUser } = await call('AssumeRole', ASSUME);
  const context = { ...credentials.identify(issued.AccessKeyId), region: 'eu-west-1', requestId: 'r' };
  await expect(caller(sts, context)('GetCallerIdentity')).resolves.toEqual({
    Account: CONSUMER,
    Arn: SESSION_ARN,
    UserId: AssumedRoleUser.AssumedRoleId,
  });
});
