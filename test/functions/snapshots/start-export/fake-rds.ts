import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
  DescribeExportTasksCommand,
  type ExportTask,
  type RDSClient,
  StartExportTaskCommand,
  type StartExportTaskCommandInput,
} from '@aws-sdk/client-rds';

/** RDS's own limit. */
const SERVICE_LIMIT = 5;

export interface FakeSnapshot {
  readonly arn: string;
  readonly identifier: string;
  readonly kind: 'aurora-cluster' | 'rds-instance';
  readonly ownerId: string;
  readonly takenAt?: Date;
  readonly originalTakenAt?: Date;
  status: string;
}

export interface FakeTask {
  readonly id: string;
  readonly sourceArn: string;
  readonly startedAt: number;
  endsAt: number;
  failure?: string;
  readonly exportOnly?: readonly string[];
}

export const awsError = (name: string, status = 400, more: object = {}): Error =>
  Object.assign(new Error(name), { name, $fault: 'client', $metadata: { httpStatusCode: status }, ...more });

export const lostResponse = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** RDS as far as `start-export` uses it, under a clock that is passed in. Throws on any other command. */
export class FakeRds {
  readonly snapshots: FakeSnapshot[] = [];
  readonly tasks: FakeTask[] = [];
  readonly calls: string[] = [];
  /** Called before a command has its effect; may throw. */
  before: (command: string, input: object) => void = () => {};
  /** Called after; may throw: the response is lost. */
  after: (command: string) => void = () => {};
  durationMs: (request: StartExportTaskCommandInput) => number = () => 30 * 60_000;
  /** A task is listed only so long after its start. */
  listLagMs = 0;
  pageSize = 2;
  arnIsIdentifier = false;

  constructor(readonly now: () => number) {}

  /** Of everyone, at this moment. */
  running(): FakeTask[] {
    return this.tasks.filter((task) => task.endsAt > this.now());
  }

  client(): Pick<RDSClient, 'send'> {
    const send = async (command: object): Promise<object> => {
      await new Promise((resolve) => setImmediate(resolve));
      const name = command.constructor.name.replace(/Command$/, '');
      const { input } = command as { input: object };
      this.calls.push(name);
      this.before(name, input);
      const output = this.#answer(command);
      this.after(name);
      return output;
    };
    return { send } as unknown as Pick<RDSClient, 'send'>;
  }

  #answer(command: object): object {
    if (command instanceof StartExportTaskCommand) return this.#start(command.input);
    if (command instanceof DescribeExportTasksCommand) return this.#describeTasks(command);
    if (command instanceof DescribeDBClusterSnapshotsCommand) {
      const { DBClusterSnapshotIdentifier: id, SnapshotType } = command.input;
      const found = this.#find('aurora-cluster', id ?? '', SnapshotType);
      if (found.length === 0) throw awsError('DBClusterSnapshotNotFoundFault', 404);
      return {
        DBClusterSnapshots: found.map((each) => ({
          DBClusterSnapshotArn: each.arn,
          DBClusterIdentifier: each.ownerId,
          Status: each.status,
          SnapshotCreateTime: each.takenAt,
        })),
      };
    }
    if (command instanceof DescribeDBSnapshotsCommand) {
      const { DBSnapshotIdentifier: id, SnapshotType } = command.input;
      const found = this.#find('rds-instance', id ?? '', SnapshotType);
      if (found.length === 0) throw awsError('DBSnapshotNotFoundFault', 404);
      return {
        DBSnapshots: found.map((each) => ({
          DBSnapshotArn: each.arn,
          DBInstanceIdentifier: each.ownerId,
          Status: each.status,
          SnapshotCreateTime: each.takenAt,
          OriginalSnapshotCreateTime: each.originalTakenAt,
        })),
      };
    }
    throw new Error(`FakeRds was not told what to answer to ${command.constructor.name}.`);
  }

  /** An automated identifier is found only with its SnapshotType beside it. */
  #find(kind: FakeSnapshot['kind'], identifier: string, type: string | undefined): FakeSnapshot[] {
    if (identifier.startsWith('arn:') && !this.arnIsIdentifier) throw awsError('InvalidParameterValue');
    return this.snapshots.filter((each) => {
      const automated = each.identifier.startsWith('rds:');
      const actual = automated ? 'automated' : 'manual';
      const isNamed = identifier === each.identifier || identifier === each.arn;
      return each.kind === kind && isNamed && (type === actual || (type === undefined && !automated));
    });
  }

  #start(input: StartExportTaskCommandInput): object {
    const { ExportTaskIdentifier: id = '', SourceArn: sourceArn = '' } = input;
    if (!/^[A-Za-z](-?[A-Za-z0-9])*$/.test(id) || id.length > 60) throw awsError('InvalidParameterValue');
    if (this.tasks.some((task) => task.id === id)) throw awsError('ExportTaskAlreadyExistsFault');
    const snapshot = this.snapshots.find(({ arn }) => arn === sourceArn);
    if (snapshot === undefined && !sourceArn.includes(':cluster:'))
      throw awsError('DBClusterSnapshotNotFoundFault', 404);
    if (snapshot !== undefined && snapshot.status !== 'available') throw awsError('InvalidExportSourceStateFault');
    if (this.running().length >= SERVICE_LIMIT) throw awsError('ExportTaskLimitReachedFault');
    const startedAt = this.now();
    this.tasks.push({
      id,
      sourceArn,
      startedAt,
      endsAt: startedAt + this.durationMs(input),
      exportOnly: input.ExportOnly,
    });
    return { ExportTaskIdentifier: id };
  }

  #describeTasks({ input }: DescribeExportTasksCommand): object {
    if (input.ExportTaskIdentifier !== undefined) {
      const task = this.tasks.find(({ id }) => id === input.ExportTaskIdentifier);
      if (task === undefined) throw awsError('ExportTaskNotFoundFault', 404);
      return { ExportTasks: [this.#toTask(task)] };
    }
    const wanted = input.Filters?.find(({ Name }) => Name === 'status')?.Values ?? [];
    const listed = this.tasks
      .filter((task) => task.startedAt + this.listLagMs <= this.now())
      .map((task) => this.#toTask(task))
      .filter(({ Status }) => wanted.includes((Status ?? '').toLowerCase()));
    const from = Number(input.Marker ?? 0);
    const to = from + this.pageSize;
    return { ExportTasks: listed.slice(from, to), Marker: to < listed.length ? String(to) : undefined };
  }

  #toTask(task: FakeTask): ExportTask {
    const done = task.endsAt <= this.now();
    const share = (this.now() - task.startedAt) / (task.endsAt - task.startedAt);
    return {
      ExportTaskIdentifier: task.id,
      SourceArn: task.sourceArn,
      Status: done ? (task.failure === undefined ? 'COMPLETE' : 'FAILED') : 'IN_PROGRESS',
      FailureCause: done ? task.failure : undefined,
      PercentProgress: Math.floor(100 * Math.min(share, 1)),
    };
  }
}
