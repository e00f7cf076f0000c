import type { Table } from '@aws-sdk/client-glue';

/** One form for what CloudFormation and the services' own APIs spell in two ways. */

// biome-ignore lint/suspicious/noExplicitAny: two spellings of one thing
type Json = any;

export const lifecycleRule = (rule: Json) => ({
  id: rule.Id ?? rule.ID,
  status: rule.Status,
  prefix: rule.Prefix ?? rule.Filter?.Prefix ?? '',
  expireAfter: rule.ExpirationInDays ?? rule.Expiration?.Days,
  expireMarkers: rule.ExpiredObjectDeleteMarker ?? rule.Expiration?.ExpiredObjectDeleteMarker,
  noncurrent: rule.NoncurrentVersionExpiration,
  abortUploads: rule.AbortIncompleteMultipartUpload,
});

export const bucketEncryption = (rule: Json) => {
  const { SSEAlgorithm, KMSMasterKeyID } =
    rule.ServerSideEncryptionByDefault ?? rule.ApplyServerSideEncryptionByDefault ?? {};
  return { algorithm: SSEAlgorithm, key: KMSMasterKeyID, bucketKey: rule.BucketKeyEnabled ?? false };
};

export const crawlerEncryption = ({ S3Encryptions, S3Encryption, ...rest }: Json) => ({
  ...rest,
  s3: S3Encryptions ?? S3Encryption,
});

/** Lake Formation gives lists in an order of its own; catalog ids are the account's everywhere. */
export const grantName = (principal: string, resource: Json): string =>
  `grant to ${principal} on ${JSON.stringify(withoutCatalog(resource))}`;

export const sorted = (values: readonly string[] = []): string[] => [...values].sort();

function withoutCatalog(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutCatalog).sort(byText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'CatalogId')
      .map(([key, each]) => [key, withoutCatalog(each)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** A target without the properties that have a line of their own. */
export const ruleProperties = ({ Description, State, EventPattern, ScheduleExpression, Targets }: Json) => ({
  description: Description,
  state: State,
  schedule: ScheduleExpression,
  pattern: typeof EventPattern === 'string' && EventPattern !== '' ? JSON.parse(EventPattern) : EventPattern,
  targets: Targets.map(({ DeadLetterConfig: _, RetryPolicy: _retry, ...target }: Json) => target),
  retryPolicies: Targets.map(({ RetryPolicy }: Json) => RetryPolicy),
  deadLetters: Targets.map(({ DeadLetterConfig }: Json) => DeadLetterConfig?.Arn ?? 'none'),
});

/** Who may send to a queue, in one form for one statement a rule and one for all; and that nobody may without TLS. */
export const sendersOf = ({ Statement = [] }: Json): string[] =>
  sorted(
    Statement.flatMap(({ Effect, Principal, Action, Condition }: Json) =>
      Effect === 'Deny'
        ? [`nobody ${Action} ${JSON.stringify(Condition)}`]
        : [Condition.ArnEquals['aws:SourceArn']].flat().map((rule) => `${Principal.Service} ${Action} ${rule}`),
    ),
  );

/** Services that may use a key. CloudWatch Logs is not there locally. */
export const servicesOf = ({ Statement }: Json): string[] =>
  sorted(
    Statement.filter(
      ({ Principal }: Json) => typeof Principal.Service === 'string' && !Principal.Service.startsWith('logs.'),
    ).map(({ Principal, Action, Condition }: Json) => `${Principal.Service} ${Action} ${JSON.stringify(Condition)}`),
  );

/** The names are CloudFormation's. */
export const scheduleProperties = (schedule: Json) => ({
  expression: schedule.ScheduleExpression,
  timeZone: schedule.ScheduleExpressionTimezone,
  window: schedule.FlexibleTimeWindow,
  state: schedule.State,
  target: schedule.Target.Arn,
  input: JSON.parse(schedule.Target.Input),
  retryPolicy: schedule.Target.RetryPolicy,
  deadLetters: schedule.Target.DeadLetterConfig?.Arn ?? 'none',
});

/** All that a key's policy says. CloudWatch Logs is not there locally. */
export const rulesOf = ({ Statement }: Json): string[] =>
  sorted(
    Statement.filter(({ Principal }: Json) => !String(Principal.Service).startsWith('logs.')).map(
      ({ Effect, Principal, Action, Condition = {} }: Json) =>
        [Effect, JSON.stringify(Principal), [Action].flat(), JSON.stringify(Condition)].join(' '),
    ),
  );

/** Where Firehose writes. CloudWatch Logs is not there locally. */
export const withoutLog = ({ CloudWatchLoggingOptions: _, ...destination }: Json) => destination;

/** A Glue table that the stacks make. */
export const tableProperties = ({
  Description,
  TableType,
  Parameters,
  PartitionKeys,
  StorageDescriptor: { Columns, Location, InputFormat, OutputFormat, SerdeInfo } = {},
}: Table) => ({
  ...{ description: Description, type: TableType, parameters: Parameters, partitionKeys: PartitionKeys },
  ...{ columns: Columns, location: Location, input: InputFormat, output: OutputFormat },
  library: SerdeInfo?.SerializationLibrary,
});
