import { randomUUID } from 'node:crypto';
import type {
  CancelMessageMoveTaskCommandInput,
  ListMessageMoveTasksCommandInput,
  StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { inBackground } from '../../background';
import type { Timer } from '../../clock';
import { type Operation, ServiceError } from '../../service';
import { type Changes, DurableMap } from '../../store';
import type { MessageRecord, Queues } from './queues';

/** Messages that go from a dead-letter queue back to where they came from, or elsewhere. */
export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** @default the queue that gave each message up */
  readonly destinationArn?: string;
  readonly perSecond?: number;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly failureReason?: string;
  readonly moved: number;
  /** Messages that were there when it began. */
  readonly toMove: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** SQS answers at most this many of the last tasks of a queue. */
const MOST_LISTED = 10;
const MAX_PER_SECOND = 500;

/** Move tasks, durable: a process that starts again goes on with those that run. */
export class MoveTasks {
  readonly #timers = new Set<Timer>();

  private constructor(
    readonly queues: Queues,
    readonly tasks: DurableMap<MoveTask>,
  ) {}

  static async load(queues: Queues): Promise<MoveTasks> {
    return new MoveTasks(queues, await DurableMap.load(queues.deps.store, 'sqs-move-tasks'));
  }

  readonly operations: Readonly<Record<string, Operation>> = {
    StartMessageMoveTask: async (input: StartMessageMoveTaskCommandInput) => {
      const task = this.#checked(input);
      await this.tasks.set(task.id, task);
      this.#goOn(task.id);
      return { TaskHandle: handleOf(task) };
    },
    ListMessageMoveTasks: async ({ SourceArn = '', MaxResults = 1 }: ListMessageMoveTasksCommandInput) => {
      if (MaxResults < 1 || MaxResults > MOST_LISTED)
        throw invalid(`Value ${MaxResults} for parameter MaxResults is invalid. Reason: Must be between 1 and 10.`);
      this.#deadLetterQueue(SourceArn);
      const own = this.tasks.values().filter(({ sourceArn }) => sourceArn === SourceArn);
      // newest first, whatever order the store has them in
      const newest = own.reverse().sort((a, b) => b.startedAt - a.startedAt);
      return { Results: newest.slice(0, MaxResults).map(described) };
    },
    CancelMessageMoveTask: async ({ TaskHandle = '' }: CancelMessageMoveTaskCommandInput) => {
      const task = this.tasks.values().find((each) => handleOf(each) === TaskHandle);
      if (task === undefined) throw notFound('Task does not exist.');
      if (task.status !== 'RUNNING')
        throw notFound('Only active tasks can be cancelled. There is no active task for this handle.');
      await this.tasks.set(task.id, { ...task, status: 'CANCELLED' });
      return { ApproximateNumberOfMessagesMoved: task.moved };
    },
  };

  resume(): void {
    for (const { id, status } of this.tasks.values()) if (status === 'RUNNING') this.#goOn(id);
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #checked(input: StartMessageMoveTaskCommandInput): MoveTask {
    const { SourceArn = '', DestinationArn: destinationArn, MaxNumberOfMessagesPerSecond: perSecond } = input;
    const source = this.#deadLetterQueue(SourceArn);
    if (destinationArn !== undefined && !this.queues.records.has(destinationArn))
      throw notFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
    if (perSecond !== undefined && !(perSecond >= 1 && perSecond <= MAX_PER_SECOND))
      throw invalid(
        `Value ${perSecond} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and ${MAX_PER_SECOND}.`,
      );
    if (this.tasks.values().some((each) => each.sourceArn === SourceArn && each.status === 'RUNNING'))
      throw new ServiceError(
        'UnsupportedOperation',
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    const toMove = this.queues.messagesIn(source).length;
    const id = randomUUID();
    const startedAt = this.queues.deps.clock.now();
    return { id, sourceArn: SourceArn, destinationArn, perSecond, status: 'RUNNING', moved: 0, toMove, startedAt };
  }

  #deadLetterQueue(arn: string) {
    const source = this.queues.records.get(arn);
    if (source === undefined)
      throw notFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    if (this.queues.sourcesOf(arn).length === 0)
      throw invalid('Source queue must be configured as a Dead Letter Queue.');
    return source;
  }

  /** A second's worth of messages; the rest a second later. */
  #goOn(id: string): void {
    const { clock } = this.queues.deps;
    inBackground('sqs', () =>
      clock.hold(async () => {
        const isRunning = await this.queues.change((changes) => this.#step(id, changes));
        if (!isRunning) return;
        const timer = clock.at(clock.now() + 1000, () => {
          this.#timers.delete(timer);
          this.#goOn(id);
        });
        this.#timers.add(timer);
      }),
    );
  }

  #step(id: string, changes: Changes): boolean {
    const task = this.tasks.get(id);
    if (task?.status !== 'RUNNING') return false;
    const source = this.queues.records.get(task.sourceArn);
    const now = this.queues.deps.clock.now();
    const visible = source === undefined ? [] : this.queues.messagesIn(source).filter((m) => m.visibleAt <= now);
    let { moved } = task;
    for (const message of visible.slice(0, task.perSecond)) {
      const failureReason = this.#move(message, task.destinationArn ?? message.deadFrom, changes);
      if (failureReason !== undefined) {
        changes.set(this.tasks, id, { ...task, moved, status: 'FAILED', failureReason });
        return false;
      }
      moved++;
    }
    const isRunning = task.perSecond !== undefined && visible.length > task.perSecond;
    changes.set(this.tasks, id, { ...task, moved, status: isRunning ? 'RUNNING' : 'COMPLETED' });
    return isRunning;
  }

  /** Under a new id and as if sent now. Returns why it cannot be moved. */
  #move(message: MessageRecord, to: string | undefined, changes: Changes): string | undefined {
    if (to === undefined) return 'CouldNotDetermineMessageSource';
    if (!this.queues.records.has(to)) return 'AWS.SimpleQueueService.NonExistentQueue';
    const now = this.queues.deps.clock.now();
    const { body, attributes } = message;
    changes.delete(this.queues.messages, message.id);
    this.queues.put(
      { id: randomUUID(), queueArn: to, body, attributes, sentAt: now, visibleAt: now, receives: 0 },
      changes,
    );
    return undefined;
  }
}

const handleOf = ({ id: taskId, sourceArn }: MoveTask): string =>
  Buffer.from(JSON.stringify({ taskId, sourceArn })).toString('base64');

const described = (task: MoveTask) => ({
  TaskHandle: task.status === 'RUNNING' ? handleOf(task) : undefined,
  Status: task.status,
  SourceArn: task.sourceArn,
  DestinationArn: task.destinationArn,
  MaxNumberOfMessagesPerSecond: task.perSecond,
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  FailureReason: task.failureReason,
  StartedTimestamp: task.startedAt,
});

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
const notFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message, { status: 404 });
