import type { LedgerKey } from './key';

/** One for each end of an execution: a redrive that fails again is told again. */
export const noticeKey = (executionArn: string, redriveCount: number): LedgerKey => ({
  pk: `EXECUTION#${executionArn}`,
  sk: `NOTICE#${redriveCount}`,
});

/** Written by `notify-failure`: an event may be delivered twice, a person is told once. */
export interface NoticeItem {
  /** Nobody else sends the notice before this moment. Once it is sent: never. */
  readonly claimedUntil: string;
  readonly sentAt?: string;
  readonly subject?: string;
  /** Seconds since the epoch: DynamoDB's time to live. */
  readonly expiresAt: number;
}

/**
 * As long as one invocation may take. Lambda asks again a minute after one failed: the claim of a dead one has run out
 * by then.
 */
export const CLAIM_SECONDS = 60;
