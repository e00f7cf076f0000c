import fc from 'fast-check';
import { checkPolicy, MalformedPolicyError, policyOf } from '../../iam/document';
import { matches, piecesOf } from '../../iam/pattern';
import { allow, allowed, denial, deny, policy, READ, variable } from './call';

describe('a policy that IAM would not take', () => {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no Statement', {}],
    ['an unknown version', { Version: '2026-01-01', Statement: [] }],
    ['an unknown effect', { Statement: { ...statement, Effect: 'allow' } }],
    ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }],
    ['Action and NotAction', { Statement: { ...statement, NotAction: 's3:*' } }],
    ['Resource and NotResource', { Statement: { ...statement, NotResource: '*' } }],
    ['a statement that is null', { Statement: [null] }],
    ['a statement that is a text', { Statement: 'all' }],
    ['a condition that is null', { Statement: { ...statement, Condition: null } }],
    ['a condition without keys', { Statement: { ...statement, Condition: { StringEquals: 'x' } } }],
    ['a principal that is null', { Statement: { ...statement, Principal: null } }],
    ['a principal that is a text', { Statement: { ...statement, Principal: 'arn:aws:iam::111111111111:root' } }],
    ['an action that is no text', { Statement: { ...statement, Action: [1] } }],
  ])('%s', (_title, document) =>
    expect(() => policyOf(typeof document === 'string' ? document : JSON.stringify(document))).toThrow(
      MalformedPolicyError,
    ),
  );
});

const ALL = { Effect: 'Allow', Action: 's3:*' };
it.each<['identity' | 'resource' | 'trust', object, object]>([
  ['identity', { Resource: '*' }, {}],
  ['identity', { NotResource: 'arn:aws:s3:::lake' }, { Principal: '*', Resource: '*' }],
  ['resource', { Principal: '*', Resource: '*' }, { Resource: '*' }],
  ['resource', { NotPrincipal: { AWS: '1' }, Resource: '*' }, { Principal: '*' }],
  ['trust', { Principal: '*' }, { Principal: '*', Resource: '*' }],
  ['trust', { Principal: { Service: 'lambda.amazonaws.com' } }, {}],
])('an %s policy takes %j and not %j', (kind, good, bad) => {
  const text = (more: object): string => JSON.stringify({ Version: '2012-10-17', Statement: { ...ALL, ...more } });
  expect(() => checkPolicy(text(good), kind)).not.toThrow();
  expect(() => checkPolicy(text(bad), kind)).toThrow(MalformedPolicyError);
});

it('has no variables before version 2012-10-17', () => {
  const Resource = `arn:aws:s3:::lake/${variable('aws:username')}/1`;
  const old = policyOf(JSON.stringify({ Statement: allow('s3:*', Resource) }));
  const context = { 'aws:username': 'orders' };
  expect(allowed({ identity: [old] }, { context })).toBe(false);
  expect(allowed({ identity: [policy(allow('s3:*', Resource))] }, { context })).toBe(true);
});

it('a condition that nobody here can judge never allows and always denies', () => {
  const Condition = { StringEquals: { 'aws:SomethingNew': 'x' } };
  expect(allowed({ identity: [policy(allow('s3:*', '*', { Condition }))] })).toBe(false);
  expect(denial({ identity: [policy(allow('s3:*'), deny('s3:*', '*', { Condition }))] })).toMatch('explicit deny');
  const alsoFalse = { ...Condition, Bool: { 'aws:SecureTransport': 'false' } };
  const secure = { ...READ, context: { 'aws:SecureTransport': 'true' } };
  expect(allowed({ identity: [policy(allow('s3:*'), deny('s3:*', '*', { Condition: alsoFalse }))] }, secure)).toBe(
    true,
  );
});

describe('patterns', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  it('match what a regular expression matches', () =>
    fc.assert(
      fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, value) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
        expect(matches(piecesOf(pattern), value)).toBe(expression.test(value));
      }),
      { numRuns: 1000 },
    ));
  it('take no exponential time', () =>
    expect(matches(piecesOf(`${'*a'.repeat(200)}b`), 'a'.repeat(10_000))).toBe(false));
});
