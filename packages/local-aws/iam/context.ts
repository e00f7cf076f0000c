export type ContextValue = string | readonly string[];

/** What a request says of itself, by condition key. Keys are compared without regard to case. */
export type RequestContext = ReadonlyMap<string, ContextValue>;

/** A context of condition keys and their values. A key without a value is absent. */
export const contextOf = (values: Readonly<Record<string, ContextValue | undefined>>): RequestContext =>
  new Map(
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), value] as const],
    ),
  );

export const valueIn = (context: RequestContext, key: string): ContextValue | undefined =>
  context.get(key.toLowerCase());

/**
 * Condition keys whose value, or absence, this runtime knows. Of any other key nobody can say whether a condition
 * holds: a statement that asks for one never allows, and always denies.
 */
const KNOWN_KEYS: ReadonlySet<string> = new Set(
  [
    ...['CalledVia', 'CurrentTime', 'EpochTime', 'PrincipalAccount', 'PrincipalArn', 'PrincipalIsAWSService'],
    ...['PrincipalOrgID', 'PrincipalServiceName', 'PrincipalType', 'RequestedRegion', 'ResourceAccount'],
    ...[
      'SecureTransport',
      'SourceAccount',
      'SourceArn',
      'SourceIp',
      'SourceOwner',
      'TokenIssueTime',
      'userid',
      'username',
    ],
    ...['ViaAWSService'],
  ]
    .map((name) => `aws:${name}`)
    .concat([
      ...['dynamodb:LeadingKeys', 'iam:PassedToService', 'kms:CallerAccount', 'kms:GrantIsForAWSResource'],
      ...['kms:ViaService', 'ram:PermissionArn', 'ram:RequestedResourceType', 'ram:ResourceShareName'],
      ...['s3:TlsVersion', 's3:delimiter', 's3:max-keys', 's3:prefix', 's3:x-amz-server-side-encryption'],
      ...['s3:x-amz-server-side-encryption-aws-kms-key-id', 'sts:ExternalId', 'sts:RoleSessionName'],
      ...['sts:DurationSeconds', 'sts:IdentityTokenAudience', 'sts:SigningAlgorithm'],
    ])
    .map((key) => key.toLowerCase()),
);

/** Keys with a name of their own behind them: `kms:EncryptionContext:aws:s3:arn`. */
const KNOWN_FAMILIES = ['kms:encryptioncontext:'];

/** Of a web identity's token, after its issuer: `token.example.com:aud`. */
const CLAIM = /^[^:]+\.[^:]+:(aud|sub)$/;

/** Whether the absence of this key means that the request does not have it. */
export const isKnownKey = (key: string): boolean =>
  KNOWN_KEYS.has(key.toLowerCase()) ||
  CLAIM.test(key.toLowerCase()) ||
  KNOWN_FAMILIES.some((family) => key.toLowerCase().startsWith(family));
