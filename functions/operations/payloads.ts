import type { StatusChange } from '../../core/operations/status-change';

/** Input of `notify-failure`: the event as EventBridge has it. */
export interface NotifyFailureInput {
  readonly detail: StatusChange;
}

/** `NOTHING_TO_TELL`: the run succeeded whole. `TOLD_BEFORE`: the same end was, or is being told. */
export type NotifyFailureResult =
  | { readonly outcome: 'TOLD'; readonly subject: string; readonly messageId: string }
  | { readonly outcome: 'NOTHING_TO_TELL' | 'TOLD_BEFORE' };
