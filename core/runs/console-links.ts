/** Hosts of the AWS console by partition. Elsewhere the first is the best guess. */
const CONSOLE_HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

const consoleOf = (partition: string, region: string, service: string): string =>
  `https://${region}.${CONSOLE_HOSTS[partition] ?? CONSOLE_HOSTS.aws}/${service}/home?region=${region}`;

/** The page of one execution, with its graph and Actions > Redrive. No link redrives by itself. */
export function executionLink(executionArn: string): string {
  const [, partition = '', , region = ''] = executionArn.split(':');
  return `${consoleOf(partition, region, 'states')}#/v2/executions/details/${executionArn}`;
}

/** Where a deployment is. */
export interface Deployment {
  readonly partition: string;
  readonly region: string;
}

/** The executions of one machine. */
export const machineLink = ({ partition, region }: Deployment, machineArn: string): string =>
  `${consoleOf(partition, region, 'states')}#/statemachines/view/${machineArn}`;

/** One function with its metrics and logs. */
export const functionLink = ({ partition, region }: Deployment, functionName: string): string =>
  `${consoleOf(partition, region, 'lambda')}#/functions/${functionName}?tab=monitoring`;

/** All queues: the page of one has an account in its address. */
export const queuesLink = ({ partition, region }: Deployment): string =>
  `${consoleOf(partition, region, 'sqs/v3')}#/queues`;

/** One stream of Kinesis with its metrics. */
export const streamLink = ({ partition, region }: Deployment, streamName: string): string =>
  `${consoleOf(partition, region, 'kinesis')}#/streams/details/${streamName}/monitoring`;

/** One delivery stream of Firehose with its metrics and errors. */
export const deliveryStreamLink = ({ partition, region }: Deployment, deliveryStreamName: string): string =>
  `${consoleOf(partition, region, 'firehose')}#/details/${deliveryStreamName}/monitoring`;

/** One table of DynamoDB, and where its changes go. */
export const tableLink = ({ partition, region }: Deployment, tableName: string): string =>
  `${consoleOf(partition, region, 'dynamodbv2')}#table?name=${tableName}&tab=streams`;

/** Lines of a log stream. */
export interface LogPlace {
  readonly partition: string;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  /** Begins the lines of one crawl: its id. */
  readonly prefix?: string;
}

/** A log stream in the CloudWatch console. */
export function logLink({ partition, region, group, stream, prefix }: LogPlace): string {
  const filter = prefix === undefined ? '' : `$3FfilterPattern$3D${dollarEncoded(`"${prefix}"`)}`;
  const events = `log-group/${dollarEncoded(group)}/log-events/${dollarEncoded(stream)}`;
  return `${consoleOf(partition, region, 'cloudwatch')}#logsV2:log-groups/${events}${filter}`;
}

/** The console reads names encoded twice, with `$` in the place of `%`. */
const dollarEncoded = (text: string): string => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
