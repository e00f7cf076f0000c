import { RedriveExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { namesOf } from '../../../core/deployed-names';
import type { Runtime } from '../../../local/runtime';
import type { ExecutionRecord } from '../../../packages/local-aws/engine/records/execution-record';
import { isExecutionsSpace } from '../../../packages/local-aws/engine/records/namespaces';
import type { Write } from '../../../packages/local-aws/store';
import type { Agenda } from './agenda';

const MAIN = namesOf({}).deployed('export-snapshot');
/** An operator who has come so often gives up; faults strike less often. */
const MOST_REDRIVES = 60;

/** Words of the one failure that a redrive alone does not heal: it says to run the export again. */
const LACKS_A_TABLE = 'if its export was skipped, run the export again';
/** What failed for want of a table is redriven when the export that was run again should be in the lake. */
const RERUN_MS = 8 * 3_600_000;

/**
 * Redrives each execution that failed after a while, whatever else goes on; where the failure says so, its export is
 * run again first.
 */
export class Operator {
  redrives = 0;
  /** ARNs of snapshots whose export was run again by hand. */
  readonly rerun = new Set<string>();
  readonly #planned = new Set<string>();
  #reruns = 0;

  constructor(
    readonly agenda: Agenda,
    readonly patienceMs: number,
  ) {}

  /** Everything that was kept. */
  see(write: Write): void {
    if (!isExecutionsSpace(write.namespace) || 'deleted' in write) return;
    const failed = structuredClone(write.value) as ExecutionRecord;
    const { arn, status, stateMachineName, stopDate = 0, redriveCount, cause } = failed;
    const isFailed = stateMachineName === MAIN && !['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'].includes(status);
    if (!isFailed || isHopeless(failed) || redriveCount >= MOST_REDRIVES) return;
    const visit = `${arn} ${redriveCount}`;
    if (this.#planned.has(visit)) return;
    this.#planned.add(visit);
    const at = stopDate + this.patienceMs;
    const lacksTable = cause?.includes(LACKS_A_TABLE) === true;
    if (lacksTable) this.#planRerun(at, snapshotOf(failed));
    this.agenda.add({ at: lacksTable ? at + RERUN_MS : at, act: (runtime) => this.#redrive(runtime, arn) });
  }

  /** One name for one failure: asked for twice, it is one execution. */
  #planRerun(at: number, sourceArn: string): void {
    const name = `again-${++this.#reruns}`;
    this.agenda.add({ at, act: (runtime) => this.#runAgain(runtime, name, sourceArn) });
  }

  async #runAgain(runtime: Runtime, name: string, sourceArn: string): Promise<void> {
    this.rerun.add(sourceArn);
    const command = new StartExecutionCommand({
      stateMachineArn: runtime.resources.machines['export-snapshot'],
      name,
      input: JSON.stringify({ source: 'lakeferry', sourceArn, rerun: true }),
    });
    await new SFNClient(runtime.clientConfig()).send(command);
  }

  async #redrive(runtime: Runtime, executionArn: string): Promise<void> {
    try {
      await new SFNClient(runtime.clientConfig()).send(new RedriveExecutionCommand({ executionArn }));
    } catch (error) {
      // the process died with the answer on its way, and the execution runs
      if ((error as Error).name !== 'ExecutionNotRedrivable') throw error;
    }
    this.redrives++;
  }
}

interface Trigger {
  readonly sourceArn?: string;
  readonly detail?: { readonly SourceArn: string };
}

/** ARN of the snapshot that an execution of the main machine is about. */
export function snapshotOf({ input }: Pick<ExecutionRecord, 'input'>): string {
  const { sourceArn, detail } = JSON.parse(input) as Trigger;
  return sourceArn ?? detail?.SourceArn ?? '';
}

/** Its snapshot is gone, and a redrive has found it so again. */
export const isHopeless = ({ cause, redriveCount, error }: Pick<ExecutionRecord, 'cause' | 'redriveCount' | 'error'>) =>
  redriveCount > 0 && `${error} ${cause}`.includes('SnapshotGoneError');
