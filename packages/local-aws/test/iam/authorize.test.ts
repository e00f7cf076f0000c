import type { Policies } from '../../iam';
import type { Principal } from '../../iam/principal';
import { allow, allowed, denial, deny, OTHER, OWN, policy, READ, root, service, session, user, variable } from './call';

/** IAM User Guide, "Policy evaluation logic", and AWS KMS Developer Guide, "Key policies". */

const reads = policy(allow('s3:GetObject'));
const nothing = policy(allow('s3:ListBucket'));
const toRole = (Principal: unknown, more = {}) => policy(allow('s3:GetObject', '*', { Principal, ...more }));
const ROLE = { AWS: `arn:aws:iam::${OWN}:role/analyst` };
const SESSION = { AWS: `arn:aws:sts::${OWN}:assumed-role/analyst/s` };
const ACCOUNT = { AWS: `arn:aws:iam::${OWN}:root` };

describe('within one account', () => {
  it.each<[string, Policies, boolean]>([
    ['nothing allows', { identity: [nothing] }, false],
    ['no policy is there', { identity: [] }, false],
    ['the role allows', { identity: [nothing, reads] }, true],
    ['the role denies as well', { identity: [reads, policy(deny('s3:*'))] }, false],
    ['the bucket denies', { identity: [reads], resource: policy(deny('s3:*', '*', { Principal: '*' })) }, false],
    ['only the bucket allows, the role', { identity: [], resource: toRole(ROLE) }, true],
    ['only the bucket allows, the session', { identity: [], resource: toRole(SESSION) }, true],
    ['only the bucket allows, everybody', { identity: [], resource: toRole('*') }, true],
    ['only the bucket allows, its account', { identity: [], resource: toRole(ACCOUNT) }, false],
    ['bucket and role allow, its account', { identity: [reads], resource: toRole({ AWS: OWN }) }, true],
    [
      'the bucket allows another role',
      { identity: [], resource: toRole({ AWS: `arn:aws:iam::${OWN}:role/x` }) },
      false,
    ],
    ['the boundary does not allow', { identity: [reads], boundary: nothing }, false],
    ['role and boundary allow', { identity: [reads], boundary: reads }, true],
    ['only the boundary allows', { identity: [], boundary: reads }, false],
    ['the session policy does not allow', { identity: [reads], session: [nothing] }, false],
    ['the session policy denies', { identity: [reads], session: [policy(allow('*'), deny('s3:*'))] }, false],
    ['role and session policy allow', { identity: [reads], session: [reads] }, true],
    [
      'the bucket allows the role, not the session policy',
      { identity: [], session: [nothing], resource: toRole(ROLE) },
      false,
    ],
    [
      'the bucket allows the session past its policy',
      { identity: [], session: [nothing], resource: toRole(SESSION) },
      true,
    ],
    [
      'the bucket allows the session past its boundary',
      { identity: [], boundary: nothing, resource: toRole(SESSION) },
      true,
    ],
  ])('%s', (_title, policies, expected) => expect(allowed(policies)).toBe(expected));

  it.each<[string, Policies, boolean]>([
    ['may everything', {}, true],
    ['is bound by a bucket that denies', { resource: policy(deny('s3:*', '*', { Principal: '*' })) }, false],
    ['needs the key to name it', { isResourcePolicyNeeded: true, resource: toRole(ROLE) }, false],
    ['is what a key names as its account', { isResourcePolicyNeeded: true, resource: toRole(ACCOUNT) }, true],
  ])("the account's root %s", (_title, policies, expected) =>
    expect(allowed(policies, { principal: root() })).toBe(expected),
  );

  it('a user whom the bucket names is not bound by a boundary', () =>
    expect(
      allowed(
        { identity: [], boundary: nothing, resource: toRole({ AWS: `arn:aws:iam::${OWN}:user/ann` }) },
        { principal: user('ann') },
      ),
    ).toBe(true));
});

describe('across accounts', () => {
  const foreign = { principal: session('analyst', OTHER) };
  it.each<[string, Policies, boolean]>([
    ['only the role allows', { identity: [reads] }, false],
    ['only the bucket allows', { identity: [], resource: toRole({ AWS: OTHER }) }, false],
    ['both allow, by the account', { identity: [reads], resource: toRole({ AWS: OTHER }) }, true],
    [
      'both allow, by the role',
      { identity: [reads], resource: toRole({ AWS: `arn:aws:iam::${OTHER}:role/analyst` }) },
      true,
    ],
    ['the bucket allows its own account only', { identity: [reads], resource: toRole(ACCOUNT) }, false],
    ['the bucket allows everybody', { identity: [reads], resource: toRole('*') }, true],
  ])('%s', (_title, policies, expected) => expect(allowed(policies, foreign)).toBe(expected));

  it("another account's root needs the bucket's word", () => {
    expect(allowed({}, { principal: root(OTHER) })).toBe(false);
    expect(allowed({ resource: toRole({ AWS: OTHER }) }, { principal: root(OTHER) })).toBe(true);
  });
});

describe('a key, whose policy must allow', () => {
  const key = (resource: Policies['resource'], ...identity: Policies['identity'] & {}): Policies => ({
    ...{ identity, resource },
    isResourcePolicyNeeded: true,
  });
  it.each<[string, Policies, boolean]>([
    ['without a policy, the role allows', key(undefined, reads), false],
    ['it delegates to the account, the role allows', key(toRole(ACCOUNT), reads), true],
    ['it delegates to the account, the role is silent', key(toRole(ACCOUNT)), false],
    ['it names the role itself', key(toRole(ROLE)), true],
    ['it names another role, ours allows', key(toRole({ AWS: `arn:aws:iam::${OWN}:role/x` }), reads), false],
  ])('%s', (_title, policies, expected) => expect(allowed(policies)).toBe(expected));
});

describe('a service', () => {
  const events = { principal: service('events.amazonaws.com') };
  const mine = {
    Condition: {
      StringEquals: { 'aws:SourceAccount': OWN },
      ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/*' },
    },
  };
  const source = (account: string, arn: string) => ({
    context: { 'aws:SourceAccount': account, 'aws:SourceArn': arn },
  });
  const RULE = `arn:aws:events:eu-west-1:${OWN}:rule/ended`;

  it.each<[string, unknown, object, object, boolean]>([
    ['is named', { Service: 'events.amazonaws.com' }, {}, {}, true],
    ['is not named', { Service: 'sns.amazonaws.com' }, {}, {}, false],
    ['is everybody', '*', {}, {}, true],
    ['acts for its account', { Service: 'events.amazonaws.com' }, mine, source(OWN, RULE), true],
    ['acts for another account', { Service: 'events.amazonaws.com' }, mine, source(OTHER, RULE), false],
    [
      'acts for another source',
      { Service: 'events.amazonaws.com' },
      mine,
      source(OWN, 'arn:aws:sns:a:b:rule/x'),
      false,
    ],
    ['does not say for whom', { Service: 'events.amazonaws.com' }, mine, {}, false],
  ])('%s', (_title, principal, condition, context, expected) =>
    expect(allowed({ resource: toRole(principal, condition) }, { ...events, ...context })).toBe(expected),
  );
});

describe('NotPrincipal of a Deny', () => {
  const denies = (...AWS: string[]): Policies => ({
    identity: [reads],
    resource: policy({ Effect: 'Deny', NotPrincipal: { AWS }, Action: 's3:*', Resource: '*' }),
  });
  const names = [ACCOUNT.AWS, ROLE.AWS, SESSION.AWS];
  it('spares a session whose account, role and session are named', () => expect(allowed(denies(...names))).toBe(true));
  it.each(names)('denies one of which %s is missing', (missing) =>
    expect(allowed(denies(...names.filter((name) => name !== missing)))).toBe(false),
  );
  it.each<[Principal]>([[session('other')], [user('ann')], [session('analyst', OTHER)]])('denies %j', (principal) =>
    expect(allowed(denies(...names), { principal })).toBe(false),
  );
});

describe('actions and resources', () => {
  it.each<[string, object, boolean]>([
    ['its own name', allow(READ.action, READ.resource), true],
    ['another case of the action', allow('S3:getobject'), true],
    ['a pattern of actions', allow('s3:Get*'), true],
    ['one character of an action', allow('s3:GetObjec?'), true],
    ['another action', allow('s3:GetObjectTagging'), false],
    ['everything', allow('*'), true],
    ['a pattern of resources', allow('s3:*', 'arn:aws:s3:::lake/*'), true],
    ['another case of the resource', allow('s3:*', 'arn:aws:s3:::LAKE/*'), false],
    ['the bucket alone', allow('s3:*', 'arn:aws:s3:::lake'), false],
    ['all objects', allow('s3:*', 'arn:aws:s3:::*/*'), true],
    ['an open pattern', allow('s3:*', 'arn:aws:s3*'), true],
    ['a wildcard over segments', allow('s3:*', 'arn:*:lake/orders/1'), false],
    ['NotAction of another one', { Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' }, true],
    ['NotAction of this one', { Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' }, false],
    ['NotResource of another one', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::raw/*' }, true],
    ['NotResource of this one', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::lake/*' }, false],
  ])('a statement about %s', (_title, statement, expected) =>
    expect(allowed({ identity: [policy(statement)] })).toBe(expected),
  );

  it('an action without resources needs a statement about everything', () => {
    const list = { action: 'rds:DescribeExportTasks', resource: '*' };
    expect(allowed({ identity: [policy(allow('rds:*', 'arn:aws:rds:*:*:*'))] }, list)).toBe(false);
    expect(allowed({ identity: [policy(allow('rds:*'))] }, list)).toBe(true);
  });

  it('the resource of an ARN may hold colons', () => {
    const resource = `arn:aws:states:eu-west-1:${OWN}:execution:publish/Copy:1`;
    const asked = { action: 'states:DescribeExecution', resource };
    const pattern = (name: string) => policy(allow('states:*', `arn:aws:states:eu-west-1:${OWN}:execution:${name}`));
    expect(allowed({ identity: [pattern('publish/Copy:*')] }, asked)).toBe(true);
    expect(allowed({ identity: [pattern('publish:*')] }, asked)).toBe(false);
  });

  it("a variable is the request's value, and its wildcards are text", () => {
    const home = policy(allow('s3:GetObject', `arn:aws:s3:::lake/${variable('aws:username')}/*`));
    const asked = (name?: string, key = 'ann/1') => ({
      resource: `arn:aws:s3:::lake/${key}`,
      context: { 'aws:username': name },
    });
    expect(allowed({ identity: [home] }, asked('ann'))).toBe(true);
    expect(allowed({ identity: [home] }, asked('bob'))).toBe(false);
    expect(allowed({ identity: [home] }, asked('*'))).toBe(false);
    expect(allowed({ identity: [home] }, asked('*', '*/1'))).toBe(true);
    expect(allowed({ identity: [home] }, asked())).toBe(false);
  });
});

describe('what nobody here can judge', () => {
  const unknown = `arn:aws:s3:::lake/${variable("aws:PrincipalTag/team, 'orders'")}/*`;
  const elsewhere = `arn:aws:s3:::raw/${variable('aws:PrincipalTag/team')}`;
  it.each<[string, Policies, boolean]>([
    ['a variable in a Resource allows nothing', { identity: [policy(allow('s3:*', unknown))] }, false],
    [
      'a variable in a NotResource allows nothing',
      { identity: [policy({ Effect: 'Allow', Action: '*', NotResource: elsewhere })] },
      false,
    ],
    ['a variable in a Resource denies', { identity: [reads, policy(deny('s3:*', elsewhere))] }, false],
    ['no Resource allows nothing', { identity: [policy({ Effect: 'Allow', Action: 's3:*' })] }, false],
    ['no Resource denies', { identity: [reads, policy({ Effect: 'Deny', Action: 's3:*' })] }, false],
  ])('%s', (_title, policies, expected) => expect(allowed(policies)).toBe(expected));
});

describe('the message of a denial', () => {
  it.each<[Policies, string]>([
    [{ identity: [nothing] }, 'because no identity-based policy allows the s3:GetObject action'],
    [{ identity: [policy(deny('s3:*'))] }, 'with an explicit deny in an identity-based policy'],
    [{ identity: [reads], session: [nothing] }, 'because no session policy allows the s3:GetObject action'],
    [
      { identity: [reads], resource: policy(deny('*', '*', { Principal: '*' })) },
      'with an explicit deny in a resource-based policy',
    ],
  ])('%# names who, what, where and which policy', (policies, end) =>
    expect(denial(policies)).toBe(
      `User: me is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::lake/orders/1 ${end}`,
    ),
  );
});
