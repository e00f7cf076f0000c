import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { executionName } from '../../../core/replication/execution-name';
import { LEASE_MS } from '../../../core/replication/work-limits';
import type { ObjectToReplicate } from '../payloads';
import type { ClaimUnderWay } from './claim-under-way';
import type { HandOver, Successor } from './replicator';

/**
 * Has a machine go on with a claimed object. The lease is the execution's before it starts, for as long as a start
 * takes: the execution renews it with its first state, and without an execution the message comes again.
 */
export async function handOver(
  { sfn, machineArn }: HandOver,
  output: string,
  claim: ClaimUnderWay,
  successor: Successor,
  { now, isExact }: { readonly now: number; readonly isExact?: boolean },
): Promise<string> {
  const { event, revision } = claim.item;
  const name = executionName(output, event, revision);
  await claim.amend({ lease: { owner: name, kind: 'function', until: now + LEASE_MS } });
  const input: ObjectToReplicate = { output, event, ...(isExact === true ? { isExact } : {}) };
  try {
    await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machineArn(successor), name, input: JSON.stringify(input) }),
    );
  } catch (error) {
    // the answer of an earlier try was lost
    if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
  }
  return name;
}
