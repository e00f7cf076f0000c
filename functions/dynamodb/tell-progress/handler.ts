import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { judgeProgress } from '../../../core/dynamodb/judge-progress';
import { PROGRESS_EVENT } from '../../../core/dynamodb/names';
import { type Progress, type ProgressCause, progressKey } from '../../../core/dynamodb/progress';
import type { Log } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import { readProgress } from '../read-progress';
import { type DeliveringClients, deliveringSince } from './delivering-since';
import { measure } from './measure';

export interface TellProgressEffects extends DeliveringClients {
  readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly producer: Pick<ProducerSettings, 'name' | 'tables' | 'to'>;
  /** Of the stream, and of its delivery stream. */
  readonly streamName: string;
  readonly landingBucket: string;
}

/** Undefined while nothing is known, not even from before. */
export type TellProgressResult = Progress | undefined;

/**
 * Tells the account where rows land how far the delivery is. What is not known stays as it was told before. What is
 * known is told even when it is earlier than before: the date is then published again as its late rows come.
 */
export function createHandler(effects: TellProgressEffects) {
  const { now, log, producer, streamName } = effects;
  const clients = {
    cloudwatch: classifying(effects.cloudwatch),
    kinesis: classifying(effects.kinesis),
    firehose: classifying(effects.firehose),
    s3: classifying(effects.s3),
  };
  const object = {
    ...{ Bucket: effects.landingBucket, Key: progressKey(producer.name) },
    ...(producer.to === undefined ? {} : { ExpectedBucketOwner: producer.to.account }),
  };
  return async (): Promise<TellProgressResult> => {
    const told = await readProgress(clients.s3, object, producer.name);
    const before = told === undefined ? undefined : Date.parse(told.deliveredThrough);
    const { deliveredThrough, because } = await judge(before);
    const until = deliveredThrough ?? before;
    log.info('progress judged', { event: PROGRESS_EVENT.judged, entry: producer.name, deliveredThrough, ...because });
    if (until === undefined) return undefined;
    const progress: Progress = {
      entry: producer.name,
      deliveredThrough: new Date(until).toISOString(),
      judgedAt: new Date(now()).toISOString(),
      because,
    };
    const Body = JSON.stringify(progress);
    await clients.s3.send(new PutObjectCommand({ ...object, Body, ContentType: 'application/json' }));
    return progress;
  };

  async function judge(before: number | undefined) {
    const delivering = await deliveringSince(clients, streamName);
    if ('says' in delivering) return unknown(delivering.says);
    const { cloudwatch } = clients;
    const since = Math.max(before ?? delivering.since, delivering.since);
    const { tables } = producer;
    return judgeProgress(await measure({ cloudwatch, streamName, tables, since, now: now() }));
  }
}

const unknown = (says: string): { readonly deliveredThrough: undefined; readonly because: ProgressCause } => ({
  ...{ deliveredThrough: undefined, because: { stage: 'unknown', says } },
});
