import { randomUUID } from 'node:crypto';
import { type Clock, sleep } from '../../clock';
import { TaskFailure } from '../../engine/errors';
import type { InvokeFunction } from '../../engine/ports';
import type { Failure, Outcome, PartitionKeys, SourceRecord } from './record';
import type { Transform } from './settings';
import type { DeliveryStream } from './streams';

export interface TransformDependencies {
  readonly clock: Clock;
  readonly region: string;
  readonly invoke: InvokeFunction;
  /** Why the role may not invoke the function; undefined when it may. */
  readonly refusal: (functionArn: string) => string | undefined;
}

const RETRY_MS = 1000;

interface Answered {
  readonly recordId?: unknown;
  readonly result?: unknown;
  readonly data?: unknown;
  readonly metadata?: { readonly partitionKeys?: PartitionKeys };
}

/**
 * What a function makes of records. A function that throws, or answers too much, is invoked again, and then the whole
 * batch has failed; a bad answer for one record fails that record.
 */
export async function transformed(
  deps: TransformDependencies,
  stream: DeliveryStream,
  { functionArn, retries }: Transform,
  records: readonly SourceRecord[],
  idle: <T>(work: Promise<T>) => Promise<T>,
): Promise<Outcome[]> {
  const { clock } = deps;
  const failed = (attempts: number, code: string, message: string): Failure => ({
    ...{ code: `Lambda.${code}`, message, attempts, endedAt: clock.now(), functionArn },
  });
  for (let attempt = 1; ; attempt++) {
    try {
      const refused = deps.refusal(functionArn);
      if (refused !== undefined) throw new TaskFailure('Lambda.AccessDeniedException', refused);
      const answer = await deps.invoke(functionArn, eventOf(deps, stream, records) as never, { idle: (work) => work });
      const byId = answersById(answer);
      if (byId === undefined) {
        const failure = failed(attempt, 'JsonProcessingException', 'The answer of the Lambda function cannot be read.');
        return records.map((source) => ({ source, result: 'Failed', failure }));
      }
      return records.map((source) =>
        outcomeOf(source, byId.get(source.id) ?? [], (...about) => failed(attempt, ...about)),
      );
    } catch (error) {
      if (attempt > retries) {
        const failure = failed(attempt, codeOf(error), error instanceof Error ? error.message : String(error));
        return records.map((source) => ({ source, result: 'Failed', failure }));
      }
      await idle(sleep(clock, RETRY_MS));
    }
  }
}

function eventOf({ region }: TransformDependencies, { arn, source }: DeliveryStream, records: readonly SourceRecord[]) {
  return {
    invocationId: randomUUID(),
    deliveryStreamArn: arn,
    ...(source === undefined ? {} : { sourceKinesisStreamArn: source.streamArn }),
    region,
    records: records.map(({ id, data, arrivedAt, kinesis }) => ({
      recordId: id,
      approximateArrivalTimestamp: arrivedAt,
      data,
      ...(kinesis === undefined
        ? {}
        : {
            kinesisRecordMetadata: {
              sequenceNumber: kinesis.sequence,
              // as it was recorded: an empty text, no number
              subsequenceNumber: '',
              partitionKey: kinesis.partitionKey,
              shardId: kinesis.shardId,
              approximateArrivalTimestamp: arrivedAt,
            },
          }),
    })),
  };
}

/** Undefined for an answer that is not of the contract. */
function answersById(answer: unknown): ReadonlyMap<unknown, readonly Answered[]> | undefined {
  const { records } = (answer ?? {}) as { readonly records?: readonly Answered[] };
  if (!Array.isArray(records) || records.some((each) => typeof each !== 'object' || each === null)) return undefined;
  const byId = new Map<unknown, Answered[]>();
  for (const each of records as readonly Answered[])
    byId.set(each.recordId, [...(byId.get(each.recordId) ?? []), each]);
  return byId;
}

function outcomeOf(
  source: SourceRecord,
  answers: readonly Answered[],
  failed: (code: string, message: string) => Failure,
): Outcome {
  const fail = (code: string, message: string): Outcome => ({
    source,
    result: 'Failed',
    failure: failed(code, message),
  });
  const [answer] = answers;
  if (answer === undefined) return fail('MissingRecordId', 'One or more record Ids were not returned.');
  if (answers.length > 1) return fail('DuplicatedRecordId', 'Multiple records were returned with the same record Id.');
  const { result, data, metadata } = answer;
  if (result === 'Dropped') return { source, result };
  if (result === 'ProcessingFailed') return fail('ProcessingFailedStatus', 'ProcessingFailed status set for record');
  if (result !== 'Ok' || typeof data !== 'string' || !isBase64(data))
    return fail('JsonProcessingException', 'The result or the data of the record cannot be read.');
  return { source, result, data: Buffer.from(data, 'base64'), partitionKeys: metadata?.partitionKeys };
}

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** Firehose's own names for what kept it from an answer. */
const CODES: Readonly<Record<string, string>> = {
  'Lambda.ResourceNotFoundException': 'ResourceNotFound',
  'Lambda.AccessDeniedException': 'InvokeAccessDenied',
  'Lambda.AWSLambdaException': 'InvokeAccessDenied',
  'Lambda.TooManyRequestsException': 'InvokeLimitExceeded',
};

const codeOf = (error: unknown): string =>
  (error instanceof TaskFailure ? CODES[error.error ?? ''] : undefined) ?? 'FunctionError';
