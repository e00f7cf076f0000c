import type {
  CreateDeliveryStreamCommandInput,
  ExtendedS3DestinationConfiguration,
  ExtendedS3DestinationUpdate,
  Processor,
} from '@aws-sdk/client-firehose';
import { ServiceError } from '../../service';
import { checkPrefixes } from './prefixes';

/** Where a delivery stream writes, with AWS's defaults. */
export type Destination = ExtendedS3DestinationConfiguration & {
  readonly RoleARN: string;
  readonly BucketARN: string;
  readonly BufferingHints: { readonly SizeInMBs: number; readonly IntervalInSeconds: number };
};

/** The function that changes records on their way. */
export interface Transform {
  readonly functionArn: string;
  readonly retries: number;
  readonly bufferBytes: number;
  readonly bufferMs: number;
}

const MIB = 1024 ** 2;
const SIZE = { usual: 5, least: 1, most: 128, partitioned: 64 };
const INTERVAL = { usual: 300, least: 0, most: 900, partitioned: 60 };
const TRANSFORM = { retries: 3, megabytes: 1, seconds: 60 };

/** Members that change nothing here would be a lie: they are refused. */
const UNSERVED_DESTINATIONS =
  /^(S3|Redshift|Elasticsearch|Amazonopen|AmazonOpen|Splunk|HttpEndpoint|Snowflake|Iceberg)/;
const SERVED_PROCESSORS = ['Lambda', 'AppendDelimiterToRecord'];

export const isPartitioned = ({ DynamicPartitioningConfiguration: dynamic }: Partial<Destination>): boolean =>
  dynamic?.Enabled === true;

/** Throws InvalidArgumentException. */
export function destinationOf(input: CreateDeliveryStreamCommandInput): Destination {
  const other = Object.keys(input).find((name) => UNSERVED_DESTINATIONS.test(name));
  if (other !== undefined) throw invalid(`${other} is not served locally. Use ExtendedS3DestinationConfiguration.`);
  const given = input.ExtendedS3DestinationConfiguration;
  if (given === undefined) throw invalid('Exactly one destination configuration is supported for a Firehose stream.');
  return checked(given as Destination);
}

/** Throws InvalidArgumentException for a change that AWS does not make. */
export function updated(before: Destination, { S3BackupUpdate, ...change }: ExtendedS3DestinationUpdate): Destination {
  if (S3BackupUpdate !== undefined) throw invalid('S3BackupUpdate is not served locally.');
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after = { ...before, ...given } as Destination;
  if (isPartitioned(before) !== isPartitioned(after))
    throw invalid('Dynamic partitioning can only be enabled when a Firehose stream is created, and not be disabled.');
  return checked(after);
}

function checked(given: Destination): Destination {
  const partitioned = isPartitioned(given);
  checkPrefixes(given, partitioned);
  const BufferingHints = checkedHints(given.BufferingHints, partitioned);
  if (given.DataFormatConversionConfiguration?.Enabled === true)
    throw invalid('DataFormatConversionConfiguration is not served locally.');
  if (given.S3BackupMode === 'Enabled') throw invalid('S3BackupMode Enabled is not served locally.');
  const { CompressionFormat: format = 'UNCOMPRESSED', CustomTimeZone: zone = 'UTC' } = given;
  if (format !== 'UNCOMPRESSED' && format !== 'GZIP')
    throw invalid(`CompressionFormat ${format} is not served locally.`);
  if (!isTimeZone(zone)) throw invalid(`CustomTimeZone ${zone} is not a valid time zone.`);
  if (given.FileExtension !== undefined && !/^$|^\.[0-9a-z!\-_.*'()]+$/.test(given.FileExtension))
    throw invalid(`FileExtension ${given.FileExtension} is not valid: it begins with a period.`);
  transformOf(given);
  const EncryptionConfiguration = given.EncryptionConfiguration ?? { NoEncryptionConfig: 'NoEncryption' };
  return { ...given, BufferingHints, EncryptionConfiguration, CompressionFormat: format, S3BackupMode: 'Disabled' };
}

function checkedHints(hints: Partial<Destination['BufferingHints']> = {}, partitioned: boolean) {
  const { SizeInMBs, IntervalInSeconds } = hints;
  if ((SizeInMBs === undefined) !== (IntervalInSeconds === undefined))
    throw invalid('BufferingHints need both SizeInMBs and IntervalInSeconds.');
  const size = SizeInMBs ?? (partitioned ? SIZE.partitioned : SIZE.usual);
  const interval = IntervalInSeconds ?? INTERVAL.usual;
  checkRange('BufferingHints.SizeInMBs', size, partitioned ? SIZE.partitioned : SIZE.least, SIZE.most);
  checkRange(
    'BufferingHints.IntervalInSeconds',
    interval,
    partitioned ? INTERVAL.partitioned : INTERVAL.least,
    INTERVAL.most,
  );
  return { SizeInMBs: size, IntervalInSeconds: interval };
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw invalid(`${name} is ${value}: it must lie between ${least} and ${most}.`);
}

const processorsOf = ({ ProcessingConfiguration: config }: Partial<Destination>): readonly Processor[] =>
  config?.Enabled === true ? (config.Processors ?? []) : [];

const parametersOf = ({ Parameters = [] }: Processor): ReadonlyMap<string | undefined, string> =>
  new Map(Parameters.map(({ ParameterName, ParameterValue = '' }) => [ParameterName, ParameterValue]));

export function transformOf(destination: Partial<Destination>): Transform | undefined {
  const processors = processorsOf(destination);
  const other = processors.find(({ Type = '' }) => !SERVED_PROCESSORS.includes(Type));
  if (other !== undefined) throw invalid(`The processor ${other.Type} is not served locally.`);
  const lambda = processors.find(({ Type }) => Type === 'Lambda');
  if (lambda === undefined) return undefined;
  const parameters = parametersOf(lambda);
  const number = (name: string, usual: number): number => Number(parameters.get(name) ?? usual);
  const functionArn = parameters.get('LambdaArn');
  if (functionArn === undefined) throw invalid('The processor Lambda needs the parameter LambdaArn.');
  const megabytes = number('BufferSizeInMBs', TRANSFORM.megabytes);
  const seconds = number('BufferIntervalInSeconds', TRANSFORM.seconds);
  const retries = number('NumberOfRetries', TRANSFORM.retries);
  checkRange('BufferSizeInMBs', megabytes, 0.2, 3);
  checkRange('BufferIntervalInSeconds', seconds, 0, 900);
  checkRange('NumberOfRetries', retries, 0, 300);
  return { functionArn, retries, bufferBytes: megabytes * MIB, bufferMs: seconds * 1000 };
}

/** What is put behind each record. Firehose itself adds nothing. */
export function delimiterOf(destination: Destination): string {
  const processor = processorsOf(destination).find(({ Type }) => Type === 'AppendDelimiterToRecord');
  if (processor === undefined) return '';
  return (parametersOf(processor).get('Delimiter') ?? '\\n').replaceAll('\\n', '\n');
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}

export const invalid = (message: string): ServiceError => new ServiceError('InvalidArgumentException', message);
