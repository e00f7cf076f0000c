import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { REPLICATION_EVENT } from '../../../core/replication/names';
import { type Selection, selecting } from '../../../core/replication/select';
import { WORK_MS } from '../../../core/replication/work-limits';
import { inParallel } from '../../shared/in-parallel';
import { CopyUnfinishedYetError } from '../copy/errors';
import { replicateEvent } from '../object/replicate-event';
import type { Replicator } from '../object/replicator';
import { nextTrySeconds, untilLeaseEnds } from './next-try';
import { planMessages, type Work } from './plan-messages';

export interface ReplicateObjectEffects extends Replicator {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly selection: Selection;
}

/** Copies of different keys at once. Each holds what its sockets hold, at most 5 connections to either side. */
const KEYS_AT_ONCE = 8;

/**
 * Replicates the objects that messages of the queue tell of. The messages that failed come again by themselves; all
 * others are done, with a receipt. Nothing is thrown: that would bring back the whole batch.
 */
export function createHandler(effects: ReplicateObjectEffects) {
  const { output, log, now } = effects;
  const select = selecting(effects.selection);
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const endsAt = now() + WORK_MS;
    const { groups, leftOut, unreadable } = planMessages(Records, select);
    const failed = new Map<string, { readonly message: SQSRecord; readonly seconds?: number }>();
    for (const { message, error } of unreadable) {
      failed.set(message.messageId, { message, seconds: 1 });
      const { messageId } = message;
      log.error(error.message, { event: REPLICATION_EVENT.messageUnreadable, output: output.name, messageId });
    }
    for (const { event, why } of leftOut) {
      log.info('event left out', { event: REPLICATION_EVENT.objectIgnored, output: output.name, key: event.key, why });
    }
    await inParallel(groups, KEYS_AT_ONCE, async (group) => {
      for (const work of group) {
        const seconds = await triesAgainIn(effects, work, endsAt);
        if (seconds !== undefined) failed.set(work.message.messageId, { message: work.message, seconds });
      }
    });
    await inParallel([...failed.values()], KEYS_AT_ONCE, (each) => comeAgain(effects, each.message, each.seconds));
    return { batchItemFailures: [...failed.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** Seconds until the next try of an event, `undefined` when it is done. */
async function triesAgainIn(
  effects: ReplicateObjectEffects,
  { message, event }: Work<SQSRecord>,
  endsAt: number,
): Promise<number | undefined> {
  const { output, log, now } = effects;
  const facts = { output: output.name, key: event.key, versionId: event.versionId };
  // a claim so late would only count as a try
  if (now() >= endsAt) return 1;
  try {
    const replicated = await replicateEvent(effects, event, { endsAt });
    if (replicated.verdict === 'BUSY') {
      log.info('another one is at work at the object', { event: REPLICATION_EVENT.objectBusy, ...facts });
      return untilLeaseEnds(replicated.until, now());
    }
    if (replicated.verdict === 'OLDER') {
      log.info('something newer was taken up before', { event: REPLICATION_EVENT.olderEvent, ...facts });
    }
    return undefined;
  } catch (error) {
    const { name, message: words } = error as Error;
    // the error itself may carry a request, and that its credentials
    log.error(words, { event: REPLICATION_EVENT.objectFailed, error: name, ...facts });
    const receives = Number(message.attributes.ApproximateReceiveCount);
    return error instanceof CopyUnfinishedYetError ? 1 : nextTrySeconds(receives);
  }
}

/** Without this the message comes again after the queue's own 16 minutes, which is no harm. */
async function comeAgain(
  { sqs, queueUrl, log, output }: ReplicateObjectEffects,
  { messageId, receiptHandle }: SQSRecord,
  seconds: number | undefined,
): Promise<void> {
  if (seconds === undefined) return;
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: seconds,
  });
  await sqs.send(command).catch(({ name }: Error) => {
    log.warn('a message could not be given back earlier', { output: output.name, messageId, error: name });
  });
}
