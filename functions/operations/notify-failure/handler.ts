import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Settings } from '../../../core/config/types';
import { namesOf } from '../../../core/deployed-names';
import { OPERATIONS_EVENT, OPERATIONS_METRIC } from '../../../core/operations/names';
import type { Notice } from '../../../core/operations/notice';
import { noticeSubject, noticeText } from '../../../core/operations/notice-text';
import type { Log, RecordMetric } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import type { NotifyFailureInput, NotifyFailureResult } from '../payloads';
import { composeNotice } from './compose-notice';
import { claimNotice, keepNotice, releaseNotice } from './notice-ledger';

export interface NotifyFailureEffects {
  readonly sfn: Pick<SFNClient, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly settings: Pick<Settings, 'environment' | 'timeZone'>;
  readonly ledgerTable: string;
  readonly topicArn: string;
}

/**
 * Tells people once of each end of a run that failed, timed out, was stopped, or succeeded with a warning. What it
 * throws, Lambda tries twice more.
 */
export function createHandler(given: NotifyFailureEffects) {
  const effects = { ...given, sns: classifying(given.sns), sfn: classifying(given.sfn) };
  const ledger = { dynamodb: classifying(given.dynamodb), tableName: given.ledgerTable };
  const { environment, timeZone } = given.settings;
  const names = namesOf(environment);
  return async ({ detail: ended }: NotifyFailureInput): Promise<NotifyFailureResult> => {
    const notice = await composeNotice({ ...effects, ledger, names, timeZone }, ended);
    if (notice === undefined) return { outcome: 'NOTHING_TO_TELL' };
    const { executionArn, redriveCount } = notice;
    if (!(await claimNotice(ledger, notice, effects.now()))) {
      effects.log.info('notice repeated', { event: OPERATIONS_EVENT.noticeRepeated, executionArn, redriveCount });
      return { outcome: 'TOLD_BEFORE' };
    }
    const subject = noticeSubject(notice);
    const messageId = await publish(effects, notice, subject).catch(async (error: unknown) => {
      await releaseNotice(ledger, notice, effects.now());
      throw error;
    });
    await keepNotice(ledger, notice, { subject, now: effects.now() });
    effects.log.info('notice sent', {
      event: OPERATIONS_EVENT.noticeSent,
      executionArn,
      redriveCount,
      subject,
      messageId,
    });
    effects.metric(OPERATIONS_METRIC.noticesSent, 'Count', 1);
    return { outcome: 'TOLD', subject, messageId };
  };
}

/** Mail gets the text; whatever else subscribes gets the document. */
async function publish({ sns, topicArn }: NotifyFailureEffects, notice: Notice, Subject: string): Promise<string> {
  const texts = { default: JSON.stringify(notice), email: noticeText(notice) };
  const { MessageId = '' } = await sns.send(
    new PublishCommand({ TopicArn: topicArn, Subject, MessageStructure: 'json', Message: JSON.stringify(texts) }),
  );
  return MessageId;
}
