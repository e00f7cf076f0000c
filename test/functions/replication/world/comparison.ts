import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ExecutionDoesNotExist, type ExecutionStatus, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import type { ComparisonReport, Finding, FindingsRange } from '../../../../core/replication/comparison/report';
import { reportKey } from '../../../../core/replication/comparison/work-files';
import type { ComparedRange } from '../../../../functions/replication/compare/payloads';
import { createHandler as compareRange } from '../../../../functions/replication/compare-range/handler';
import { createHandler as planComparison } from '../../../../functions/replication/plan-comparison/handler';
import { createHandler as replicateBatch } from '../../../../functions/replication/replicate-batch/handler';
import { createHandler as reportComparison } from '../../../../functions/replication/report-comparison/handler';
import { SOURCE } from '../copy/two-sides';
import { OUTPUT, type ReplicationWorld } from './replication-world';

const WORK = 'work';

/** Does what the machine `replicate-missing` does, with the handlers of its functions. */
export class Comparison {
  #runs = 0;
  #executionStatus?: string;
  constructor(readonly world: ReplicationWorld) {}

  static async of(world: ReplicationWorld): Promise<Comparison> {
    const LocationConstraint = 'eu-west-1' as const;
    await world.sides.source.s3.send(
      new CreateBucketCommand({ Bucket: WORK, CreateBucketConfiguration: { LocationConstraint } }),
    );
    return new Comparison(world);
  }

  async run({
    reportOnly = false,
    setAside = false,
    prefix = '',
    executionStatus,
  }: Options & { readonly executionStatus?: string } = {}): Promise<ComparisonReport> {
    this.#executionStatus = executionStatus;
    const { folder, startedAt, found, batches } = await this.compare({ reportOnly, setAside, prefix });
    if (found.outcome === 'TO_REPLICATE') {
      const replicate = replicateBatch(this.effects(prefix));
      for (const batch of batches) {
        for (let at: { part: number; next?: number } = { part: 0 }; ; ) {
          at = await replicate({ batch, folder, startedAt, retryCount: 4, ...at });
          if (at.next === undefined) break;
        }
      }
      return this.report(folder, true);
    }
    return this.#lastReport();
  }

  /** All before anything is copied. */
  async compare({ reportOnly = false, setAside = false, prefix = '' }: Options = {}) {
    const effects = this.effects(prefix);
    const execution = this.#execution(++this.#runs);
    const { folder, ranges } = await planComparison(effects)({ execution });
    const compare = compareRange(effects);
    for (const range of await this.lines<ComparedRange>(ranges.key)) {
      for (let at: { part: number; next?: string } = { part: 0 }; ; ) {
        at = await compare({ range, folder, setAside, ...at });
        if (at.next === undefined) break;
      }
    }
    const found = await reportComparison(effects)({ execution, folder, reportOnly, isReplicated: false });
    const batches = found.batches === undefined ? [] : await this.lines<FindingsRange>(found.batches.key);
    return { folder, startedAt: execution.startedAt, found, batches };
  }

  /** The report of what was found, and copied. */
  async report(folder: string, isReplicated: boolean): Promise<ComparisonReport> {
    const execution = this.#execution(this.#runs);
    await reportComparison(this.effects())({ execution, folder, reportOnly: false, isReplicated });
    return this.#lastReport();
  }

  #execution(run: number) {
    const startedAt = new Date(this.world.clock.now()).toISOString();
    return { executionArn: `arn:execution:run-${run}`, startedAt, redriveCount: 0 };
  }

  #lastReport = async (): Promise<ComparisonReport> => JSON.parse(await this.#read(reportKey(OUTPUT)));

  /** Every finding of a run, by its kind. */
  async found({ findings }: ComparisonReport): Promise<Readonly<Partial<Record<Finding['judgement'], string[]>>>> {
    const all: Partial<Record<Finding['judgement'], string[]>> = {};
    const { s3 } = this.world.sides.source;
    for (const kind of ['found', 'others']) {
      for (let index = 0; ; index++) {
        const key = `${findings}${kind}/${index}-0.jsonl`;
        const lines = await s3.send(new GetObjectCommand({ Bucket: WORK, Key: key })).then(
          () => this.lines<Finding>(key),
          () => undefined,
        );
        for (const { judgement, key } of lines ?? []) all[judgement] = [...(all[judgement] ?? []), key];
        if (index > 100) break;
      }
    }
    return all;
  }

  async lines<T>(key: string): Promise<T[]> {
    const lines = (await this.#read(key)).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as T);
  }

  async #read(Key: string): Promise<string> {
    const { Body } = await this.world.sides.source.s3.send(new GetObjectCommand({ Bucket: WORK, Key }));
    return Body!.transformToString();
  }

  /** What all functions of the machine need. */
  effects(prefix = '') {
    const { world } = this;
    return {
      ...world.replicator(),
      sourceBucket: SOURCE,
      prefix,
      s3: world.sides.source.s3,
      workBucket: WORK,
      handOver: this.#machines(),
    };
  }

  /** Step Functions, whose executions all stand as the run was told; without that it knows none. */
  #machines() {
    const sfn = new SFNClient({ region: 'eu-west-1' });
    const machines = mockClient(sfn);
    const unknown = new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', $metadata: {} });
    const status = this.#executionStatus as ExecutionStatus | undefined;
    if (status === undefined) machines.on(DescribeExecutionCommand).rejects(unknown);
    else machines.on(DescribeExecutionCommand).resolves({ status });
    return { sfn, machineArn: (successor: string) => `arn:aws:states:eu-west-1:1:stateMachine:${successor}` };
  }
}

interface Options {
  readonly reportOnly?: boolean;
  readonly setAside?: boolean;
  readonly prefix?: string;
}
