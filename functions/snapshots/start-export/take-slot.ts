import type { RDSClient } from '@aws-sdk/client-rds';
import type { Settings } from '../../../core/config/types';
import type { QueueEntry } from '../../../core/ledger/exports';
import { judgeTurn, liveClaims, runningExports, type Turn, waitsForListing } from '../../../core/snapshots/slots';
import { ServiceThrottledError } from '../../shared/service-errors';
import { listRunningTasks } from './export-tasks';
import type { Ledger } from './ledger';

export interface SlotSeeker {
  readonly ledger: Ledger;
  readonly rds: Pick<RDSClient, 'send'>;
  readonly exports: Settings['exports'];
  readonly now: () => number;
}

/** Each lost race means that another execution took or gave back one of at most five slots. */
const MAX_RACES = 25;
/** Until RDS lists a task that was started a moment ago: it takes seconds. */
const UNLISTED_WAIT_SECONDS = 15;

/**
 * Claims a slot for a task when it is this entry's turn. Claims are read before RDS is asked and written only if nobody
 * changed them since: all starts of ours stand in one order, and each knows of every earlier one, by its claim or by
 * RDS's list.
 */
export async function takeSlot(seeker: SlotSeeker, entry: QueueEntry, taskId: string): Promise<Turn> {
  const { ledger, rds, exports, now } = seeker;
  for (let race = 0; race < MAX_RACES; race++) {
    const slots = await ledger.readSlots();
    const [listed, waiting] = await Promise.all([listRunningTasks(rds), ledger.readQueue()]);
    const claimedAt = now();
    const claims = liveClaims(slots.claims, listed, claimedAt);
    const running = runningExports(claims, listed, claimedAt);
    const others = running.filter((task) => task.taskId !== taskId);
    const turn = judgeTurn(entry, { ...exports, waiting, running: others, now: claimedAt });
    // an earlier call of this execution has the slot already
    const holdsSlot = others.length < running.length;
    if (!turn.isMine && !holdsSlot) return turn;
    if (!holdsSlot && waitsForListing(exports.maxConcurrent, claims, listed, taskId)) {
      return { ...turn, isMine: false, waitSeconds: UNLISTED_WAIT_SECONDS };
    }
    const claim = { claimedAt, sourceId: entry.sourceId, expectedSeconds: entry.expectedSeconds };
    if (await ledger.writeSlots(slots, { ...claims, [taskId]: claim })) return { ...turn, isMine: true };
  }
  throw new ServiceThrottledError(`The export slots changed ${MAX_RACES} times while ${taskId} tried to claim one.`);
}

/** Gives a claimed slot back: the task was not started. A claim that stays behind stops counting after its grace. */
export async function releaseSlot(ledger: Ledger, taskId: string): Promise<void> {
  for (let race = 0; race < MAX_RACES; race++) {
    const slots = await ledger.readSlots();
    const { [taskId]: released, ...claims } = slots.claims;
    if (released === undefined || (await ledger.writeSlots(slots, claims))) return;
  }
}
