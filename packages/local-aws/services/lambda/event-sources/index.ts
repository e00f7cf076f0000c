import { randomUUID } from 'node:crypto';
import type {
  CreateEventSourceMappingCommandInput,
  ListEventSourceMappingsCommandInput,
  UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import type { Authority } from '../../../authorization/authority';
import type { InvokeFunction } from '../../../engine/ports';
import { type Operation, type ServiceDependencies, ServiceError } from '../../../service';
import { DurableMap } from '../../../store';
import { pageOf } from '../../page';
import type { Sqs } from '../../sqs';
import { Poller } from './poller';
import { checkedSettings, invalidParameter, type MappingRecord } from './records';

/** What a mapping must know of its function. */
export interface MappedFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly timeoutSeconds?: number;
  /** Where faults strike. */
  readonly faultTarget: string;
}

export interface EventSourcesDependencies extends ServiceDependencies {
  readonly invoke: InvokeFunction;
  /** By name or ARN. Throws ResourceNotFoundException. */
  readonly functionOf: (nameOrArn: string | undefined) => MappedFunction;
  /** Undefined where SQS does not run. */
  readonly sqs?: () => Sqs | undefined;
  readonly authority?: () => Pick<Authority, 'refusalOfRole'> | undefined;
}

type ById = { readonly UUID?: string };

const PAGE = 100;
/** What the function's role must be allowed. */
const ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
const UNSERVED = ['FilterCriteria', 'ProvisionedPollerConfig', 'DestinationConfig'] as const;

/** Event source mappings of SQS queues, durable; each has a poller of its own. */
export class EventSources {
  readonly #pollers = new Map<string, Poller>();

  private constructor(
    readonly deps: EventSourcesDependencies,
    readonly mappings: DurableMap<MappingRecord>,
  ) {}

  static async load(deps: EventSourcesDependencies): Promise<EventSources> {
    return new EventSources(deps, await DurableMap.load(deps.store, 'lambda-event-source-mappings'));
  }

  readonly operations: Readonly<Record<string, Operation>> = {
    CreateEventSourceMapping: async (input: CreateEventSourceMappingCommandInput) =>
      this.#described(await this.#create(input), 'Creating'),
    GetEventSourceMapping: async ({ UUID }: ById) => this.#described(this.#find(UUID)),
    ListEventSourceMappings: async (input: ListEventSourceMappingsCommandInput) => this.#list(input),
    UpdateEventSourceMapping: async (input: UpdateEventSourceMappingCommandInput) => {
      refuseUnserved(input);
      const before = this.#find(input.UUID);
      const functionName =
        input.FunctionName === undefined ? before.functionName : this.deps.functionOf(input.FunctionName).name;
      const settings = checkedSettings(input, before);
      const mapping = { ...before, ...settings, functionName, modifiedAt: this.deps.clock.now() };
      await this.#check(mapping);
      await this.mappings.set(mapping.id, mapping);
      this.#poll(mapping);
      return this.#described(mapping, 'Updating');
    },
    DeleteEventSourceMapping: async ({ UUID }: ById) => {
      const mapping = this.#find(UUID);
      await this.mappings.delete(mapping.id);
      this.#stop(mapping.id);
      return this.#described(mapping, 'Deleting');
    },
  };

  /** Goes on polling for mappings of an earlier process. */
  resume(): void {
    for (const mapping of this.mappings.values()) if (!this.#pollers.has(mapping.id)) this.#poll(mapping);
  }

  /** Begins no invocation any more. */
  close(): void {
    for (const id of [...this.#pollers.keys()]) this.#stop(id);
  }

  async #create(input: CreateEventSourceMappingCommandInput): Promise<MappingRecord> {
    refuseUnserved(input);
    const { name } = this.deps.functionOf(input.FunctionName);
    const { EventSourceArn: queueArn = '' } = input;
    const mapping: MappingRecord = {
      ...{ id: randomUUID(), functionName: name, queueArn, modifiedAt: this.deps.clock.now() },
      ...checkedSettings(input),
    };
    await this.#check(mapping);
    const present = this.mappings.values().find((each) => each.queueArn === queueArn && each.functionName === name);
    if (present !== undefined)
      throw new ServiceError(
        'ResourceConflictException',
        `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${name} ") already exists. Please update or delete the existing mapping with UUID ${present.id}`,
        { status: 409 },
      );
    await this.mappings.set(mapping.id, mapping);
    this.#poll(mapping);
    return mapping;
  }

  /** The queue is there, the role may read it, and its visibility timeout outlasts the function. */
  async #check({ functionName, queueArn }: MappingRecord): Promise<void> {
    const { sqs, functionOf, authority } = this.deps;
    const queues = sqs?.();
    if (queueArn.split(':')[2] !== 'sqs' || queues === undefined)
      throw invalidParameter(`Unrecognized event source: '${queueArn}'. Only queues of SQS are served locally.`);
    const { roleArn, timeoutSeconds = 0 } = functionOf(functionName);
    const visibilitySeconds = visibilityOf(queues, queueArn);
    if (visibilitySeconds < timeoutSeconds)
      throw invalidParameter(
        `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
      );
    const judge = authority?.();
    if (roleArn === undefined || judge === undefined) return;
    for (const action of ACTIONS) {
      const needed =
        (await queues.rights(action, { QueueUrl: queueArn }, { accountId: '', region: this.deps.region })) ?? [];
      if (needed.some((each) => judge.refusalOfRole(roleArn, functionName, each) !== undefined))
        throw invalidParameter(`The provided execution role does not have permissions to call ${action} on SQS`);
    }
  }

  #poll(mapping: MappingRecord): void {
    this.#stop(mapping.id);
    const queues = this.deps.sqs?.();
    if (!mapping.isEnabled || queues === undefined) return;
    const { clock, faults, invoke, functionOf } = this.deps;
    const { faultTarget } = functionOf(mapping.functionName);
    const queue = queues.consumer(mapping.queueArn);
    const poller = new Poller(mapping, { clock, faults, invoke, queue, faultTarget });
    this.#pollers.set(mapping.id, poller);
    poller.start();
  }

  #stop(id: string): void {
    this.#pollers.get(id)?.close();
    this.#pollers.delete(id);
  }

  #find(id = ''): MappingRecord {
    const found = this.mappings.get(id);
    if (found !== undefined) return found;
    throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', { status: 404 });
  }

  #list({ EventSourceArn, FunctionName, Marker, MaxItems }: ListEventSourceMappingsCommandInput): object {
    const name = FunctionName === undefined ? undefined : this.deps.functionOf(FunctionName).name;
    const found = this.mappings
      .values()
      .filter((each) => EventSourceArn === undefined || each.queueArn === EventSourceArn)
      .filter((each) => name === undefined || each.functionName === name);
    const { items, next } = pageOf(found, Marker, MaxItems ?? PAGE, 'InvalidParameterValueException');
    return { EventSourceMappings: items.map((each) => this.#described(each)), NextMarker: next };
  }

  #described(mapping: MappingRecord, transition?: string): object {
    const { maxConcurrency, reportsFailures, isEnabled } = mapping;
    const { partition, region, accountId } = this.deps;
    return {
      UUID: mapping.id,
      EventSourceMappingArn: `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:${mapping.id}`,
      EventSourceArn: mapping.queueArn,
      FunctionArn: `arn:${partition}:lambda:${region}:${accountId}:function:${mapping.functionName}`,
      BatchSize: mapping.batchSize,
      MaximumBatchingWindowInSeconds: mapping.windowSeconds,
      FunctionResponseTypes: reportsFailures ? ['ReportBatchItemFailures'] : [],
      ...(maxConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maxConcurrency } }),
      LastModified: new Date(mapping.modifiedAt),
      State: transition ?? (isEnabled ? 'Enabled' : 'Disabled'),
      StateTransitionReason: 'USER_INITIATED',
    };
  }
}

function refuseUnserved(input: Partial<Record<(typeof UNSERVED)[number], unknown>>): void {
  const other = UNSERVED.find((name) => input[name] !== undefined);
  if (other !== undefined) throw invalidParameter(`${other} is not served locally.`);
}

function visibilityOf(queues: Sqs, queueArn: string): number {
  try {
    return queues.consumer(queueArn).visibilitySeconds();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw invalidParameter(
      `Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: ${error.message}`,
    );
  }
}
