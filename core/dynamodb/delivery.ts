import type { ProducerSettings } from '../config/dynamodb/types';
import { failedFolder, landingFolder } from './landing';
import { EVENT_DATE } from './names';

/**
 * MB of records in one invocation of the transform. Rows may grow fourfold: Lambda's answer takes 6 MB, of which base64
 * takes a third.
 */
const TRANSFORM_MEGABYTES = 1;
const TRANSFORM_SECONDS = 60;
/** Firehose tries a batch once more than that. */
const TRANSFORM_RETRIES = 3;
/** How long a sorted file is tried again, as Firehose has it. */
const SORTED_RETRY_SECONDS = 300;

/** How Firehose delivers the rows of an entry, under the names of its API. */
export const deliverySettings = ({ name, delivery }: ProducerSettings) => ({
  ...placing(name, delivery.by),
  FileExtension: '.json',
  BufferingHints: { IntervalInSeconds: delivery.seconds, SizeInMBs: delivery.mebibytes },
  CompressionFormat: 'UNCOMPRESSED',
  S3BackupMode: 'Disabled',
});

/** By the date of arrival, or by that of the change, which the transform tells. Dates are of UTC. */
function placing(entry: string, by: ProducerSettings['delivery']['by']) {
  const isByChange = by === 'change';
  const date = isByChange ? `!{partitionKeyFromLambda:${EVENT_DATE}}` : '!{timestamp:yyyy-MM-dd}';
  return {
    Prefix: `${landingFolder(entry)}date=${date}/`,
    ErrorOutputPrefix: `${failedFolder(entry)}!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
    ...(isByChange
      ? {
          DynamicPartitioningConfiguration: {
            Enabled: true,
            RetryOptions: { DurationInSeconds: SORTED_RETRY_SECONDS },
          },
        }
      : {}),
  };
}

/** Parameters of the processor that makes rows. */
export const transformParameters = (functionArn: string, roleArn: string): Readonly<Record<string, string>> => ({
  LambdaArn: `${functionArn}:$LATEST`,
  RoleArn: roleArn,
  NumberOfRetries: String(TRANSFORM_RETRIES),
  BufferSizeInMBs: String(TRANSFORM_MEGABYTES),
  BufferIntervalInSeconds: String(TRANSFORM_SECONDS),
});

/** What the stack names when Firehose is asked to assume the role: the account that it acts for. */
export const deliveryTrust = (accountId: string) => ({ StringEquals: { 'sts:ExternalId': accountId } });
