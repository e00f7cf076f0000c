import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { GlueClient, ListCrawlersCommand } from '@aws-sdk/client-glue';
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { Fault, FaultName } from '../packages/local-aws/faults';
import type { Aws } from '../packages/local-aws/start-aws';

export interface FaultPlace {
  readonly aws: Pick<Aws, 'clientConfig' | 'operations'>;
  readonly sourceIds: readonly string[];
  /** What the names of functions begin with, which targets leave out. */
  readonly functionPrefix: string;
}

/** Throws for a target that no such fault will ever strike. */
export async function requireTarget({ name, target }: Fault, place: FaultPlace): Promise<void> {
  // a name that is not in the table is refused where the fault is injected
  const known = (await TARGETS[name]?.(place)) ?? [target];
  if (target === '*' || known.includes(target)) return;
  if (known.includes(`${target.split(':')[0]}:*`)) return;
  throw new RangeError(`The fault '${name}' never strikes '${target}'. Use '*', or one of: ${near(target, known)}.`);
}

/** Of hundreds, those of the same service. */
function near(target: string, known: readonly string[]): string {
  const [service] = target.split(':');
  const same = known.filter((each) => each.startsWith(`${service}:`));
  if (same.length > 0) return same.join(', ');
  const isOfServices = known.some((each) => each.endsWith(':*'));
  return isOfServices ? [...new Set(known.map((each) => `${each.split(':')[0]}:…`))].join(', ') : known.join(', ');
}

type Targets = (place: FaultPlace) => Promise<readonly string[]> | readonly string[];

const functions: Targets = async ({ aws, functionPrefix }) => {
  const { Functions = [] } = await new LambdaClient(aws.clientConfig()).send(new ListFunctionsCommand({}));
  const names = Functions.map(({ FunctionName = '' }) => FunctionName);
  return names.map((each) => `lambda:${each.startsWith(functionPrefix) ? each.slice(functionPrefix.length) : each}`);
};

const crawlers: Targets = async ({ aws }) => {
  const { CrawlerNames = [] } = await new GlueClient(aws.clientConfig()).send(
    new ListCrawlersCommand({ MaxResults: 1000 }),
  );
  return CrawlerNames;
};

const streams: Targets = async ({ aws }) => {
  const { StreamNames = [] } = await new KinesisClient(aws.clientConfig()).send(new ListStreamsCommand({}));
  return StreamNames;
};

const tables: Targets = async ({ aws }) => {
  const { TableNames = [] } = await new DynamoDBClient(aws.clientConfig()).send(new ListTablesCommand({}));
  return TableNames;
};

const deliveryStreams: Targets = async ({ aws }) => {
  const { DeliveryStreamNames = [] } = await new FirehoseClient(aws.clientConfig()).send(
    new ListDeliveryStreamsCommand({ Limit: 10_000 }),
  );
  return DeliveryStreamNames;
};

const sources: Targets = ({ sourceIds }) => sourceIds;

const operations: Targets = async (place) => [...place.aws.operations(), ...(await functions(place))];

/** The detail-types that rules wait for. */
const events: Targets = async ({ aws }) => {
  const { Rules = [] } = await new EventBridgeClient(aws.clientConfig()).send(new ListRulesCommand({}));
  const types = Rules.flatMap(({ EventPattern = '{}' }) => {
    const pattern = JSON.parse(EventPattern) as { readonly 'detail-type'?: readonly string[] };
    return pattern['detail-type'] ?? [];
  });
  return [...new Set(types)];
};

const TARGETS: Readonly<Record<FaultName, Targets>> = {
  'access-denied': operations,
  throttling: operations,
  'service-error': operations,
  'lost-response': operations,
  'function-error': functions,
  'function-timeout': functions,
  'function-lost-response': functions,
  'function-large-answer': functions,
  'duplicate-batch': functions,
  'limit-reached': () => ['rds:StartExportTask'],
  'export-failed': async (place) => [...(await sources(place)), ...(await tables(place))],
  'table-skipped': sources,
  'crawl-failed': crawlers,
  'crawl-cancelled': crawlers,
  'duplicate-event': events,
  'record-throttled': streams,
  'shard-split': streams,
  'change-duplicated': tables,
  'change-delayed': tables,
  'delivery-failed': deliveryStreams,
  'delivery-duplicated': deliveryStreams,
};
