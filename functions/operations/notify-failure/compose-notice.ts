import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Names } from '../../../core/deployed-names';
import { type ResolvedSnapshot, resolutionKey } from '../../../core/ledger/exports';
import { OPERATIONS_EVENT } from '../../../core/operations/names';
import { failureNotice, type Notice, warningNotice } from '../../../core/operations/notice';
import type { StatusChange } from '../../../core/operations/status-change';
import { subjectOfRun } from '../../../core/operations/subject-of-run';
import { warningOfRun } from '../../../core/operations/warning-of-run';
import { getItem } from '../../shared/ledger/get';
import type { LedgerTable } from '../../shared/ledger/table';
import type { Log } from '../../shared/log';
import { deepestCause, type RootCause, toldBy } from '../../shared/runs/root-cause';

export interface NoticeReader {
  readonly sfn: Pick<SFNClient, 'send'>;
  readonly ledger: LedgerTable;
  readonly log: Log;
  /** Of the installation. */
  readonly names: Names;
  /** Of the lake's dates. */
  readonly timeZone: string;
}

/** What is to be told of the end of a run. Undefined: it succeeded, and nothing is missing. */
export async function composeNotice(reader: NoticeReader, ended: StatusChange): Promise<Notice | undefined> {
  if (ended.status !== 'SUCCEEDED') {
    const [deepest, subject] = await Promise.all([causeOf(reader, ended), readSubject(reader, ended)]);
    return failureNotice({ ended, subject, names: reader.names }, deepest);
  }
  const warning = warningOfRun(parsed(ended.output ?? (await readOutput(reader, ended))));
  if (warning === undefined) return undefined;
  return warningNotice({ ended, subject: await readSubject(reader, ended), names: reader.names }, warning);
}

/**
 * Begins with what the event says: a redrive may run by now. A notice with less in it is better than none, so a refusal
 * is no failure.
 */
async function causeOf({ sfn, log }: NoticeReader, ended: StatusChange): Promise<RootCause> {
  const { executionArn, status, error, cause } = ended;
  const known = { executionArn, status, error: error ?? undefined, cause: cause ?? undefined };
  try {
    return await deepestCause(sfn, known);
  } catch (reason) {
    log.warn('cause not read', { event: OPERATIONS_EVENT.causeNotRead, executionArn, reason: String(reason) });
    return toldBy(known);
  }
}

async function readSubject({ ledger, timeZone }: NoticeReader, { executionArn, input }: StatusChange) {
  const resolved = await getItem<ResolvedSnapshot>(ledger, resolutionKey(executionArn));
  return subjectOfRun(parsed(input), timeZone, resolved);
}

/** EventBridge leaves long outputs out. */
async function readOutput({ sfn }: NoticeReader, { executionArn }: StatusChange): Promise<string | undefined> {
  return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).output;
}

const parsed = (text: string | null | undefined): unknown => (text ? JSON.parse(text) : undefined);
