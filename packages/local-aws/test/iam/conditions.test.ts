import { conditionOf, type Holds } from '../../iam/conditions';
import { type ContextValue, contextOf } from '../../iam/context';
import { variable } from './call';

/** IAM JSON policy elements: condition operators, and conditions with multiple context keys or values. */

const ask = (operator: string, key: string, wanted: string | readonly string[], value?: ContextValue): Holds =>
  conditionOf(
    operator,
    key,
    [wanted].flat(),
    true,
  )(contextOf({ 'aws:PrincipalAccount': '111111111111', 'aws:username': undefined, [key]: value }));

describe('operators', () => {
  it.each<[string, string, string | readonly string[], ContextValue | undefined, Holds]>([
    ['StringEquals', 'aws:SourceAccount', '1', '1', 'YES'],
    ['StringEquals', 'aws:SourceAccount', ['2', '1'], '1', 'YES'],
    ['StringEquals', 'aws:SourceAccount', '1*', '1*', 'YES'],
    ['StringEquals', 'aws:SourceAccount', '1*', '12', 'NO'],
    ['StringEquals', 'aws:username', 'ann', 'Ann', 'NO'],
    ['StringEquals', 'aws:SourceAccount', '1', undefined, 'NO'],
    ['StringEqualsIfExists', 'aws:SourceAccount', '1', undefined, 'YES'],
    ['StringEqualsIfExists', 'aws:SourceAccount', '1', '2', 'NO'],
    ['StringNotEquals', 'aws:SourceAccount', '1', '2', 'YES'],
    ['StringNotEquals', 'aws:SourceAccount', ['1', '2'], '2', 'NO'],
    ['StringNotEquals', 'aws:SourceAccount', '1', undefined, 'YES'],
    ['StringEqualsIgnoreCase', 'aws:username', 'ann', 'ANN', 'YES'],
    ['StringNotEqualsIgnoreCase', 'aws:username', 'ann', 'ANN', 'NO'],
    ['StringLike', 's3:prefix', 'home/*', 'home/ann', 'YES'],
    ['StringLike', 's3:prefix', 'home/?', 'home/ann', 'NO'],
    ['StringNotLike', 's3:prefix', 'home/*', 'lake', 'YES'],
    ['NumericLessThan', 's3:TlsVersion', '1.2', '1.1', 'YES'],
    ['NumericLessThan', 's3:TlsVersion', '1.2', '1.3', 'NO'],
    ['NumericEquals', 's3:max-keys', '10', '10.0', 'YES'],
    ['NumericNotEquals', 's3:max-keys', '10', '9', 'YES'],
    ['NumericGreaterThanEquals', 's3:max-keys', '10', '10', 'YES'],
    ['NumericLessThanEquals', 's3:max-keys', '10', 'many', 'NO'],
    ['NumericGreaterThan', 's3:max-keys', 'many', '10', 'UNKNOWN'],
    ['DateLessThan', 'aws:CurrentTime', '2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', 'YES'],
    ['DateGreaterThan', 'aws:EpochTime', '1767225600', '2026-01-01T00:00:01Z', 'YES'],
    ['Bool', 'aws:SecureTransport', 'false', 'true', 'NO'],
    ['Bool', 'kms:GrantIsForAWSResource', 'true', 'true', 'YES'],
    ['Bool', 'kms:GrantIsForAWSResource', 'true', undefined, 'NO'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.113.9', 'YES'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.114.9', 'NO'],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.114.9', 'YES'],
    ['ArnEquals', 'aws:SourceArn', 'arn:aws:s3:::raw-*', 'arn:aws:s3:::raw-1', 'YES'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:events:*:1:rule/*', 'arn:aws:events:eu-west-1:1:rule/a/b', 'YES'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:events:*:rule/*', 'arn:aws:events:eu-west-1:1:rule/a', 'NO'],
    ['ArnNotLike', 'aws:SourceArn', 'arn:aws:s3:::raw', 'arn:aws:s3:::lake', 'YES'],
    ['Null', 'aws:SourceArn', 'true', undefined, 'YES'],
    ['Null', 'aws:SourceArn', 'true', 'arn:aws:s3:::a', 'NO'],
    ['Null', 'aws:SourceArn', 'false', 'arn:aws:s3:::a', 'YES'],
  ])('%s of %s, %j wanted and %j given: %s', (operator, key, wanted, value, holds) =>
    expect(ask(operator, key, wanted, value)).toBe(holds),
  );
});

describe('sets', () => {
  it.each<[string, string | readonly string[], ContextValue | undefined, Holds]>([
    ['ForAllValues:StringLike', 'GOVERNANCE#*', ['GOVERNANCE#a', 'GOVERNANCE#b'], 'YES'],
    ['ForAllValues:StringLike', 'GOVERNANCE#*', ['GOVERNANCE#a', 'EXPORT#b'], 'NO'],
    ['ForAllValues:StringLike', 'GOVERNANCE#*', undefined, 'YES'],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], 'YES'],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], 'NO'],
    ['ForAnyValue:StringEquals', 'a', ['b', 'a'], 'YES'],
    ['ForAnyValue:StringEquals', 'a', ['b'], 'NO'],
    ['ForAnyValue:StringEquals', 'a', undefined, 'NO'],
    ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], 'YES'],
  ])('%s, %j wanted and %j given: %s', (operator, wanted, value, holds) =>
    expect(ask(operator, 'dynamodb:LeadingKeys', wanted, value)).toBe(holds),
  );
});

describe('what nobody here can judge', () => {
  const asked = (operator: string, key: string, wanted = 'x'): Holds =>
    conditionOf(operator, key, [wanted], true)(contextOf({ 's3:prefix': 'x', 'kms:EncryptionContext:*': undefined }));

  it.each(['aws:SourceIp', 'aws:ViaAWSService', 'aws:TokenIssueTime', 'aws:SomethingNew', 's3:RequestObjectTag/team'])(
    'the key %s holds under no operator where the request does not say what it is',
    (key) => {
      for (const operator of [
        'StringEquals',
        'StringNotEquals',
        'StringEqualsIfExists',
        'ForAllValues:StringLike',
        'Null',
      ])
        expect(asked(operator, key)).toBe('UNKNOWN');
    },
  );
  it('nor does a key whose wanted value asks for such a one, whatever its default', () => {
    for (const name of ['aws:SourceIp', "aws:SourceIp, 'x'"])
      for (const operator of ['StringEquals', 'StringNotEquals'])
        expect(asked(operator, 's3:prefix', variable(name))).toBe('UNKNOWN');
  });
  it('a key that the request is known not to have is absent, alone or with its family', () => {
    expect(ask('StringNotEquals', 'aws:SourceArn', 'x')).toBe('YES');
    expect(asked('StringNotEquals', 'kms:EncryptionContext:lake')).toBe('YES');
    expect(asked('StringNotEquals', 'kms:EncryptionContextKeys')).toBe('UNKNOWN');
  });
  it.each(['StringMatches', 'stringequals', 'ForSomeValues:StringEquals', 'constructor', 'NullIfExists'])(
    'nor does any key under the operator %s',
    (operator) => expect(ask(operator, 'aws:SourceAccount', '1', '1')).toBe('UNKNOWN'),
  );
});

describe('keys and values', () => {
  it('a key is found in any case', () =>
    expect(conditionOf('StringEquals', 'AWS:sourceaccount', ['1'], true)(contextOf({ 'aws:SourceAccount': '1' }))).toBe(
      'YES',
    ));
  it('a key of an encryption context has its own name behind it', () =>
    expect(ask('StringEquals', 'kms:EncryptionContext:aws:s3:arn', 'arn:aws:s3:::lake', 'arn:aws:s3:::lake')).toBe(
      'YES',
    ));
  it('a value may hold variables, with defaults', () => {
    expect(ask('StringEquals', 'aws:SourceAccount', variable('aws:PrincipalAccount'), '111111111111')).toBe('YES');
    expect(ask('StringEquals', 'aws:SourceAccount', variable("aws:username, 'nobody'"), 'nobody')).toBe('YES');
    expect(ask('StringLike', 's3:prefix', `a${variable('*')}*`, 'a*b')).toBe('YES');
    expect(ask('StringLike', 's3:prefix', `a${variable('*')}*`, 'abc')).toBe('NO');
  });
});
