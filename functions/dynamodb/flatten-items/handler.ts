import type { FirehoseTransformationEvent, FirehoseTransformationResultRecord } from 'aws-lambda';
import { UnreadableRecordError } from '../../../core/dynamodb/flatten/errors';
import { Flattener, type FlattenOptions } from '../../../core/dynamodb/flatten/flattener';
import { EVENT_DATE, FLATTEN_EVENT, FLATTEN_METRIC, ofDeliveryStream } from '../../../core/dynamodb/names';
import type { Log, RecordMetric } from '../../shared/log';
import { AnswerBudget } from './answer-budget';
import { eventDate } from './event-date';
import { RecordBytes } from './record-bytes';

export interface FlattenItemsEffects extends FlattenOptions {
  readonly log: Log;
  readonly metric: RecordMetric;
  /** Each row names the date of its change, for dynamic partitioning. */
  readonly partitionByEventDate: boolean;
}

type Failed = { readonly recordId: string; readonly result: 'ProcessingFailed' };

/** As Firehose takes it: what failed needs no data, for the error prefix gets the record as it came. */
export interface FlattenedBatch {
  readonly records: readonly (FirehoseTransformationResultRecord | Failed)[];
}

/** A batch in which nothing can be read would log as many lines as it has records. */
const MAX_NAMED = 50;

/**
 * Firehose's transform: makes a line of JSON (core/dynamodb/row.ts) of each change. A record that cannot be read, or
 * whose row the answer has no room for, is `ProcessingFailed` by itself, and Firehose keeps it below the error prefix.
 * Nothing is thrown: that would fail the whole batch.
 */
export function createHandler(effects: FlattenItemsEffects) {
  const flattener = new Flattener(effects);
  const decoded = new RecordBytes();
  return async ({ records, deliveryStreamArn }: FirehoseTransformationEvent): Promise<FlattenedBatch> => {
    const batch = new Batch(effects, records, decoded);
    flattener.beginBatch();
    const results = records.map((_record, index) => batch.result(flattener, index));
    batch.report(deliveryStreamArn);
    return { records: results };
  };
}

type Records = FirehoseTransformationEvent['records'];

class Batch {
  private readonly budget: AnswerBudget;
  private failed = 0;
  private oversized = 0;

  constructor(
    private readonly effects: FlattenItemsEffects,
    private readonly records: Records,
    private readonly decoded: RecordBytes,
  ) {
    this.budget = new AnswerBudget(records.map(({ recordId }) => recordId));
    decoded.decode(records);
  }

  result(flattener: Flattener, index: number): FlattenedBatch['records'][number] {
    const decoded = this.decoded;
    const { recordId, kinesisRecordMetadata, approximateArrivalTimestamp } = this.records[index]!;
    try {
      if (!decoded.isText(index)) throw new UnreadableRecordError('The record is no UTF-8');
      const sequence = kinesisRecordMetadata?.sequenceNumber;
      const row = flattener.flatten(decoded.bytes, decoded.start(index), decoded.end(index), sequence);
      if (!this.budget.takes(row.length)) return this.tooLarge(index, row.length);
      const data = row.bytes.toString('base64', 0, row.length);
      if (!this.effects.partitionByEventDate) return { recordId, result: 'Ok', data };
      const date = eventDate(row.micros, approximateArrivalTimestamp);
      return { recordId, result: 'Ok', data, metadata: { partitionKeys: { [EVENT_DATE]: date } } };
    } catch (error) {
      this.failed++;
      return this.refused(index, FLATTEN_EVENT.recordFailed, reasonOf(error as Error));
    }
  }

  report(deliveryStreamArn: string): void {
    const { failed, oversized, records } = this;
    const { log, metric } = this.effects;
    const unnamed = failed + oversized - MAX_NAMED;
    if (unnamed > 0) {
      log.error(`${unnamed} more records of this batch failed`, { event: FLATTEN_EVENT.recordsNotNamed, unnamed });
    }
    const stream = ofDeliveryStream(deliveryStreamArn.split('/').at(-1)!);
    metric(FLATTEN_METRIC.flattened, 'Count', records.length - failed - oversized, stream);
    if (failed > 0) metric(FLATTEN_METRIC.failed, 'Count', failed, stream);
    if (oversized > 0) metric(FLATTEN_METRIC.oversized, 'Count', oversized, stream);
  }

  private tooLarge(index: number, rowBytes: number): Failed {
    this.oversized++;
    const reason = `The row of ${rowBytes} bytes has no room in the answer of 6 MB: see docs/runbook.md#oversized-records.`;
    return this.refused(index, FLATTEN_EVENT.recordOversized, reason);
  }

  private refused(index: number, event: string, reason: string): Failed {
    const { recordId, kinesisRecordMetadata } = this.records[index]!;
    if (this.failed + this.oversized <= MAX_NAMED) {
      const { sequenceNumber, shardId } = kinesisRecordMetadata ?? {};
      this.effects.log.error(reason, { event, recordId, shardId, sequenceNumber });
    }
    return { recordId, result: 'ProcessingFailed' };
  }
}

/** Of other errors the name alone: their messages may repeat what the item holds. */
const reasonOf = (error: Error): string =>
  error instanceof UnreadableRecordError ? error.message : `The record cannot be flattened: ${error.name}`;
