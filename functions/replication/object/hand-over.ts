import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { executionName } from '../../../core/replication/execution-name';
import { LEASE_MS } from '../../../core/replication/work-limits';
import type { ObjectToReplicate } from '../payloads';
import type { ClaimUnderWay } from './claim-under-way';

/** The machine that goes on with an object. */
export type Successor = 'replicate-large-object' | 'convert-object';

export interface HandOver {
  readonly sfn: Pick<SFNClient, 'send'>;
  /** Throws where the output has no such machine. */
  readonly machineArn: (successor: Successor) => string;
}

/**
 * Has a machine go on with a claimed object. The lease is the execution's before it starts, for as long as a start
 * takes: the execution renews it with its first state, and without an execution the message comes again.
 */
export async function handOver(
  { sfn, machineArn }: HandOver,
  output: string,
  claim: ClaimUnderWay,
  successor: Successor,
  now: number,
): Promise<string> {
  const { event, attempts } = claim.item;
  const name = executionName(output, event, attempts);
  await claim.amend({ lease: { owner: name, kind: 'function', until: now + LEASE_MS } });
  const input: ObjectToReplicate = { output, event };
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
