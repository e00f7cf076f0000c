import { ServiceError } from '../../../service';

/** An event source mapping, as it is kept. */
export interface MappingRecord {
  readonly id: string;
  readonly functionName: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** Seconds that a batch may wait to become full. */
  readonly windowSeconds: number;
  /** The function names the messages that it did not do; else a batch is done as a whole. */
  readonly reportsFailures: boolean;
  /** Batches at once. */
  readonly maxConcurrency?: number;
  readonly isEnabled: boolean;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** What a request may say of a mapping. */
export interface MappingInput {
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  readonly Enabled?: boolean;
}

type Settings = Pick<MappingRecord, 'batchSize' | 'windowSeconds' | 'reportsFailures' | 'maxConcurrency' | 'isEnabled'>;

const DEFAULTS: Settings = { batchSize: 10, windowSeconds: 0, reportsFailures: false, isEnabled: true };
const MAX_BATCH = 10_000;
/** Above this size a batch needs a window. */
const MAX_BATCH_AT_ONCE = 10;
const MAX_WINDOW_SECONDS = 300;
const CONCURRENCY = { least: 2, most: 1000 };

/** Lambda Developer Guide, "Using Lambda with Amazon SQS". Throws InvalidParameterValueException. */
export function checkedSettings(input: MappingInput, before: Settings = DEFAULTS): Settings {
  const settings = {
    batchSize: input.BatchSize ?? before.batchSize,
    windowSeconds: input.MaximumBatchingWindowInSeconds ?? before.windowSeconds,
    reportsFailures: input.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? before.reportsFailures,
    // an empty ScalingConfig takes the limit away
    maxConcurrency: input.ScalingConfig === undefined ? before.maxConcurrency : input.ScalingConfig.MaximumConcurrency,
    isEnabled: input.Enabled ?? before.isEnabled,
  };
  const { batchSize, windowSeconds, maxConcurrency } = settings;
  within('BatchSize', batchSize, 1, MAX_BATCH);
  within('MaximumBatchingWindowInSeconds', windowSeconds, 0, MAX_WINDOW_SECONDS);
  if (batchSize > MAX_BATCH_AT_ONCE && windowSeconds < 1)
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  if (maxConcurrency !== undefined) within('MaximumConcurrency', maxConcurrency, CONCURRENCY.least, CONCURRENCY.most);
  return settings;
}

function within(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalidParameter(`Value ${value} for parameter ${name} is invalid. It must lie between ${least} and ${most}.`);
}

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValueException', message, { status: 400 });
