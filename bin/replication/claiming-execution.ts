import type { SFNClient } from '@aws-sdk/client-sfn';
import { outputMachine } from '../../core/machines';
import type { ReplicationItem } from '../../core/replication/receipts';
import { executionArn, statusOf, successorsOf } from '../../functions/replication/object/given-up';
import { type RootCause, rootCause } from '../../functions/shared/runs/root-cause';
import { printable } from '../printable';
import { findMachine } from '../runs/find-run';
import type { DeployedOutput } from './outputs';

/** How the execution stands that works at an object. */
export interface ClaimingExecution {
  readonly executionArn: string;
  readonly status: string;
  /** Of one that ended without success. */
  readonly failure?: Pick<RootCause, 'error' | 'message' | 'state'>;
}

/** `undefined` where no execution of the output's machines has the claim. */
export async function claimingExecution(
  sfn: SFNClient,
  { output, names }: DeployedOutput,
  item: ReplicationItem | undefined,
): Promise<ClaimingExecution | undefined> {
  const { lease } = item ?? {};
  if (lease?.kind !== 'machine') return undefined;
  for (const machine of successorsOf(output)) {
    const arn = executionArn(await findMachine(sfn, names, outputMachine(machine, output.name)), lease.owner);
    const status = await statusOf(sfn, arn);
    if (status === undefined) continue;
    if (['RUNNING', 'PENDING_REDRIVE', 'SUCCEEDED'].includes(status)) return { executionArn: arn, status };
    const { error, message, state } = await rootCause(sfn, arn);
    return { executionArn: arn, status, failure: { error, message, state } };
  }
  return undefined;
}

/** For people, on one line. */
export function causeText(execution: ClaimingExecution | undefined): string | undefined {
  if (execution?.failure === undefined) return undefined;
  const { error, message, state } = execution.failure;
  const told = [error, message].filter((text) => text !== '').join(': ') || 'none was told';
  return printable(state === undefined ? told : `${told} (state ${state})`);
}
