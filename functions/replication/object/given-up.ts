import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { OutputSettings } from '../../../core/config/replication/types';
import { machinesOf } from '../../../core/machines';
import type { Lease } from '../../../core/replication/receipts';
import type { HandOver, Replicator, Successor } from './replicator';

/** Ends of an execution that leave its object where it was. One that succeeded settled the claim since it was read. */
const FAILED: readonly string[] = ['FAILED', 'TIMED_OUT', 'ABORTED'];

export const hasFailed = (status: string): boolean => FAILED.includes(status);

/**
 * Whether an execution that holds a claim works no more: its lease lasts an hour, and it may have failed in the first
 * minute. A claim is an execution's own once that runs, so that one which nobody knows is no more.
 */
export async function isGivenUp(
  { handOver, output, now }: Pick<Replicator, 'handOver' | 'output' | 'now'>,
  lease: Lease | undefined,
): Promise<boolean> {
  if (handOver === undefined || !isMachines(lease, now())) return false;
  for (const machine of successorsOf(output)) {
    const status = await statusOf(handOver.sfn, executionArn(handOver.machineArn(machine), lease.owner));
    if (status !== undefined) return hasFailed(status);
  }
  return true;
}

/** Whether only its execution tells how work stands. */
export const isMachines = (lease: Lease | undefined, now: number): lease is Lease =>
  lease !== undefined && lease.kind === 'machine' && lease.until > now;

/** Machines that may hold claims of an output. */
export const successorsOf = (output: Pick<OutputSettings, 'name' | 'convert'>): Successor[] =>
  machinesOf(output).filter((machine) => machine !== 'replicate-missing');

/** Of a standard machine. */
export const executionArn = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** `undefined` where nobody knows the execution, any more or yet. */
export async function statusOf(sfn: HandOver['sfn'], arn: string): Promise<string | undefined> {
  try {
    return (await sfn.send(new DescribeExecutionCommand({ executionArn: arn }))).status;
  } catch (error) {
    if ((error as Error).name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
}
