import { CLAIM_SECONDS, type NoticeItem, noticeKey } from '../../../core/ledger/notices';
import type { Notice } from '../../../core/operations/notice';
import { putItem } from '../../shared/ledger/put';
import type { LedgerTable } from '../../shared/ledger/table';

type NoticeId = Pick<Notice, 'executionArn' | 'redriveCount'>;

const KEPT_SECONDS = 90 * 86_400;
const NEVER = '9999-12-31T00:00:00.000Z';

/** False when the notice was sent, or another invocation is sending it. */
export const claimNotice = (table: LedgerTable, notice: NoticeId, now: number): Promise<boolean> =>
  put(table, notice, now, { claimedUntil: iso(now + CLAIM_SECONDS * 1000) }, true);

/** It was not sent: the next one may try. */
export const releaseNotice = (table: LedgerTable, notice: NoticeId, now: number): Promise<boolean> =>
  put(table, notice, now, { claimedUntil: iso(0) });

export const keepNotice = (
  table: LedgerTable,
  notice: NoticeId,
  { subject, now }: { readonly subject: string; readonly now: number },
): Promise<boolean> => put(table, notice, now, { claimedUntil: NEVER, sentAt: iso(now), subject });

function put(
  table: LedgerTable,
  { executionArn, redriveCount }: NoticeId,
  now: number,
  about: Omit<NoticeItem, 'expiresAt'>,
  isClaim = false,
): Promise<boolean> {
  const item: NoticeItem = { ...about, expiresAt: Math.floor(now / 1000) + KEPT_SECONDS };
  const condition = isClaim ? ({ attribute: 'claimedUntil', absentOrAtMost: iso(now) } as const) : undefined;
  return putItem(table, noticeKey(executionArn, redriveCount), item, condition);
}

const iso = (ms: number): string => new Date(ms).toISOString();
