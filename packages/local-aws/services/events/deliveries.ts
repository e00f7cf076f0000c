import { createHash } from 'node:crypto';
import { inBackground } from '../../background';
import type { Clock } from '../../clock';
import { TaskFailure } from '../../engine/errors';
import { ServiceError } from '../../service';
import { Changes, DurableMap, type Store } from '../../store';

/** One event or message on its way to one target. Kept until the target has accepted it or it is given up. */
export interface Delivery {
  /**
   * Shaped like a UUID; the same for the same event, rule and target, so that a repetition after a crash can be
   * recognised.
   */
  readonly id: string;
  readonly eventId: string;
  readonly ruleArn: string;
  readonly targetArn: string;
  /** As whom the target is called. Absent: as the service itself, by the target's own policy. */
  readonly roleArn?: string;
  readonly input: string;
  readonly attempts: number;
  readonly firstTriedAt: number;
  readonly maxAttempts: number;
  readonly maxAgeMs: number;
  readonly deadLetterArn?: string;
}

/**
 * Hands an input to a target. `name` is unique to the delivery, at most 80 characters: a name for the execution.
 * Rejects when the target did not accept it; it is then tried again.
 */
export type DeliverToTarget = (arn: string, input: string, name: string, about: DeliveryContext) => Promise<unknown>;

export interface DeliveryContext {
  /** The rule or topic that delivers. */
  readonly sourceArn: string;
  /** Its owner, where the ARN names none. */
  readonly sourceAccount?: string;
  /** As whom the target is called. */
  readonly roleArn?: string;
  /** Of a message in a dead-letter queue: why it is there. */
  readonly failure?: Readonly<Record<string, string>>;
}

/** By the service in the target's ARN. */
export interface TargetPorts {
  readonly startExecution?: DeliverToTarget;
  readonly sendMessage?: DeliverToTarget;
  readonly publish?: DeliverToTarget;
  readonly invokeFunction?: DeliverToTarget;
}

const LONGEST_BACKOFF_MS = 15 * 60_000;
/** The target will never accept it: no use in trying again. */
const HOPELESS =
  /DoesNotExist|NotFound|AccessDenied|AuthorizationError|InvalidArn|InvalidExecutionInput|NotImplemented|NonExistent/;

/**
 * Delivers at least once: what was acknowledged is in the store, and is tried again until it is accepted or too old.
 */
export class Deliveries {
  #closed = false;

  private constructor(
    private readonly pending: DurableMap<Delivery>,
    private readonly clock: Clock,
    private readonly ports: TargetPorts,
  ) {}

  static async load(store: Store, clock: Clock, ports: TargetPorts, namespace: string): Promise<Deliveries> {
    return new Deliveries(await DurableMap.load(store, namespace), clock, ports);
  }

  /**
   * Written first, in one piece and with the `changes` that are given, so that from here on a crash loses none of them;
   * then each target is tried once.
   */
  async send(deliveries: readonly Delivery[], changes?: Changes): Promise<void> {
    if (changes === undefined) return Changes.together(this.pending.store, (own) => this.send(deliveries, own));
    for (const delivery of deliveries) changes.set(this.pending, delivery.id, delivery);
    await changes.made;
    await Promise.all(deliveries.map((d) => this.#attempt(d)));
  }

  /** Tries what an earlier process left. */
  async resume(): Promise<void> {
    await Promise.all(this.pending.values().map((d) => this.#attempt(d)));
  }

  get size(): number {
    return this.pending.size;
  }

  close(): void {
    this.#closed = true;
  }

  #attempt(delivery: Delivery): Promise<void> {
    return this.clock.hold(async () => {
      if (this.#closed) return;
      try {
        await this.#hand(delivery.targetArn, delivery.input, delivery);
        await this.pending.delete(delivery.id);
      } catch (error) {
        await this.#failed(delivery, error);
      }
    });
  }

  async #failed(delivery: Delivery, error: unknown): Promise<void> {
    const next = { ...delivery, attempts: delivery.attempts + 1 };
    const { code, message } = reasonOf(error);
    const isTooOld = this.clock.now() - delivery.firstTriedAt >= delivery.maxAgeMs;
    if (HOPELESS.test(code) || isTooOld || next.attempts > delivery.maxAttempts) {
      await this.#giveUp(next, code, message);
      return;
    }
    await this.pending.set(next.id, next);
    const backoff = Math.min(1000 * 2 ** delivery.attempts, LONGEST_BACKOFF_MS);
    this.clock.at(this.clock.now() + backoff, () => inBackground('events', () => this.#attempt(next)));
  }

  /** EventBridge User Guide, "Using dead-letter queues": what the message's attributes say. */
  async #giveUp(delivery: Delivery, code: string, message: string): Promise<void> {
    const failure = {
      RULE_ARN: delivery.ruleArn,
      TARGET_ARN: delivery.targetArn,
      ERROR_CODE: code || 'Unknown',
      ERROR_MESSAGE: message || 'Unknown',
      RETRY_ATTEMPTS: String(delivery.attempts - 1),
    };
    if (delivery.deadLetterArn !== undefined) {
      await this.#hand(delivery.deadLetterArn, delivery.input, delivery, failure).catch(() => {});
    }
    await this.pending.delete(delivery.id);
  }

  async #hand(
    arn: string,
    input: string,
    { eventId, id, ruleArn, roleArn }: Delivery,
    failure?: DeliveryContext['failure'],
  ): Promise<void> {
    const port = this.#portOf(arn);
    if (port === undefined) throw new ServiceError('NotImplemented', `No delivery to ${arn} is wired locally.`);
    try {
      await port(arn, input, `${eventId}_${id}`, { sourceArn: ruleArn, roleArn, failure });
    } catch (error) {
      // Accepted before a crash, or its answer was lost.
      if (error instanceof ServiceError && error.code === 'ExecutionAlreadyExists') return;
      throw error;
    }
  }

  #portOf(arn: string): DeliverToTarget | undefined {
    const service = arn.split(':')[2] ?? '';
    const ports: Record<string, DeliverToTarget | undefined> = {
      states: this.ports.startExecution,
      sqs: this.ports.sendMessage,
      sns: this.ports.publish,
      lambda: this.ports.invokeFunction,
    };
    return ports[service];
  }
}

function reasonOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof ServiceError) return { code: error.code, message: error.message };
  // a function that was not reached
  if (error instanceof TaskFailure) return { code: error.error ?? '', message: error.reason ?? '' };
  return error instanceof Error ? { code: error.name, message: error.message } : { code: '', message: String(error) };
}

/** `copy` tells a duplicate from the first delivery. */
export function deliveryId(eventId: string, ruleArn: string, targetId: string, copy: number): string {
  const hex = createHash('sha256').update(`${eventId}/${ruleArn}/${targetId}/${copy}`).digest('hex');
  return [8, 12, 16, 20, 32].map((end, i) => hex.slice([0, 8, 12, 16, 20][i], end)).join('-');
}
