import { randomUUID } from 'node:crypto';
import type { NotificationConfiguration, PutBucketNotificationConfigurationCommandInput } from '@aws-sdk/client-s3';
import { inBackground } from '../../../background';
import type { Clock } from '../../../clock';
import { type EmitEvent, ServiceError } from '../../../service';
import { Changes, DurableMap, type Store, type Write } from '../../../store';
import { Deliveries, type DeliverToTarget, type Delivery, type TargetPorts } from '../../events/deliveries';
import type { Bucket } from '../buckets/bucket';
import { ownerOf } from '../buckets/ownership';
import type { Catalog } from '../catalog';
import type { Needs, Operations } from '../context';
import { s3Error } from '../errors';
import { checkedConfiguration, concerns, type Rule, rulesOf } from './configuration';
import { busEventOf, detailsOf, type EventPlace, messageOf, type ObjectEvent, testMessage } from './event';
import type { Announcement, Happening } from './happening';

/** Where a bucket's events go. A destination without its port is refused. */
export interface NotificationPorts extends Pick<TargetPorts, 'publish' | 'sendMessage' | 'invokeFunction'> {
  readonly emit?: EmitEvent;
}

export interface NotificationsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: Catalog;
  /** With the runtime's own account. */
  readonly place: EventPlace;
  readonly ports: NotificationPorts;
}

const SETTING = 'NotificationConfiguration';
const NOTHING: Announcement = { writes: [], go: () => {} };
/** S3 tells no limit; a day is EventBridge's. */
const RETRIES = { maxAttempts: 185, maxAgeMs: 86_400_000 };

/** Events of buckets, durable: a kill between a write and its event loses none. */
export class Notifications {
  #last: bigint;

  private constructor(
    readonly deps: NotificationsDependencies,
    readonly pending: DurableMap<ObjectEvent>,
    readonly sequencers: DurableMap<string>,
    readonly deliveries: Deliveries,
  ) {
    this.#last = BigInt(`0x${sequencers.get('last') ?? '0'}`);
  }

  static async load(deps: NotificationsDependencies): Promise<Notifications> {
    const { store, clock } = deps;
    const ports = inTheOwnersName(deps);
    return new Notifications(
      { ...deps, ports },
      await DurableMap.load(store, 's3-events'),
      await DurableMap.load(store, 's3-sequencers'),
      await Deliveries.load(store, clock, ports, 's3-deliveries'),
    );
  }

  readonly operations: Operations = {
    GetBucketNotificationConfiguration: async ({ Bucket }: { Bucket: string }) =>
      configurationOf(this.deps.catalog.bucket(Bucket)),
    PutBucketNotificationConfiguration: (input) => this.#put(input),
  };

  /** What the happenings mean for those who listen to the bucket. */
  readonly announce = (bucket: Bucket, happenings: readonly Happening[]): Announcement => {
    const configuration = configurationOf(bucket);
    const rules = rulesOf(configuration);
    const isOnBus = configuration.EventBridgeConfiguration !== undefined;
    const heard = happenings.filter(({ name, key }) => isOnBus || rules.some((rule) => concerns(rule, name, key)));
    if (heard.length === 0) return NOTHING;
    const events = heard.map((each) => this.#eventOf(bucket, each));
    const last = events.at(-1)!.sequencer;
    return {
      writes: [
        ...events.map((event): Write => ({ namespace: this.pending.namespace, key: event.id, value: event })),
        { namespace: this.sequencers.namespace, key: 'last', value: last },
      ],
      go: () => {
        this.sequencers.place('last', last);
        for (const event of events) {
          this.pending.place(event.id, event);
          this.#tell(event);
        }
      },
    };
  };

  /** Tells what an earlier process did not. */
  async resume(): Promise<void> {
    // begun first: what the events below become is tried once as it is
    const resumed = this.deliveries.resume();
    for (const event of this.pending.values()) this.#tell(event);
    await resumed;
  }

  close(): void {
    this.deliveries.close();
  }

  /** From listener to delivery in one piece; the deliveries then are tried until they are accepted. */
  #tell(event: ObjectEvent): void {
    const { catalog, clock, store, ports } = this.deps;
    inBackground('s3', () =>
      clock.hold(() =>
        Changes.together(store, async (changes) => {
          changes.delete(this.pending, event.id);
          const bucket = catalog.find(event.bucket);
          if (bucket === undefined) return;
          const configuration = configurationOf(bucket);
          const isOnBus = configuration.EventBridgeConfiguration !== undefined;
          const due = rulesOf(configuration)
            .filter((rule) => concerns(rule, event.name, event.key))
            .map((rule) => this.#deliveryOf(event, rule, placeOf(bucket, this.deps)));
          const sent = due.length === 0 ? undefined : this.deliveries.send(due, changes);
          await Promise.all([
            sent,
            isOnBus ? ports.emit?.(busEventOf(event, placeOf(bucket, this.deps)), changes) : undefined,
          ]);
        }),
      ),
    );
  }

  #deliveryOf(event: ObjectEvent, { id: ruleId, destinationArn: targetArn }: Rule, place: EventPlace): Delivery {
    return {
      ...{ id: randomUUID(), eventId: event.id, ruleArn: this.#arnOf(event.bucket), targetArn },
      ...{ input: messageOf(event, ruleId, place), attempts: 0, firstTriedAt: this.deps.clock.now() },
      ...RETRIES,
    };
  }

  #eventOf(bucket: Bucket, { name, key, version }: Happening): ObjectEvent {
    const { clock } = this.deps;
    const floor = BigInt(Math.floor(clock.now())) << 12n;
    this.#last = this.#last >= floor ? this.#last + 1n : floor;
    const isVersioned = bucket.record.versioning !== undefined;
    return {
      ...{ id: randomUUID(), name, bucket: bucket.name, key, at: clock.now() },
      // what was removed for good has neither size nor ETag
      ...(version === undefined || name === 'ObjectRemoved:Delete' ? {} : detailsOf(version)),
      ...(isVersioned && version !== undefined ? { versionId: version.versionId } : {}),
      sequencer: this.#last.toString(16).toUpperCase().padStart(18, '0'),
    };
  }

  async #put({
    Bucket: name,
    NotificationConfiguration: given = {},
    SkipDestinationValidation: isUnchecked = false,
  }: Needs<PutBucketNotificationConfigurationCommandInput, 'Bucket'>): Promise<object> {
    const { catalog, clock } = this.deps;
    const bucket = catalog.bucket(name);
    const configuration = checkedConfiguration(given, bucket.record.region);
    if (!isUnchecked)
      for (const arn of new Set(rulesOf(configuration).map(({ destinationArn }) => destinationArn)))
        await this.#test(arn, bucket, clock.now());
    await catalog.changeBucket(bucket, { settings: { ...bucket.record.settings, [SETTING]: configuration } });
    return {};
  }

  /** S3 publishes a test event to topics and queues, and keeps the configuration when all accept it. */
  async #test(arn: string, { name }: Bucket, now: number): Promise<void> {
    const { publish, sendMessage, invokeFunction } = this.deps.ports;
    const port = { sns: publish, sqs: sendMessage, lambda: invokeFunction && (async () => {}) }[
      arn.split(':')[2] ?? ''
    ];
    try {
      if (port === undefined) throw new ServiceError('NotImplemented', 'The destination is not served locally.');
      await port(arn, testMessage(name, randomUUID(), now), 'test', { sourceArn: this.#arnOf(name) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw s3Error('InvalidArgument', 400, 'Unable to validate the following destination configurations', {
        ArgumentName1: arn,
        ArgumentValue1: reason,
      });
    }
  }

  #arnOf = (bucket: string): string => `arn:${this.deps.place.partition}:s3:::${bucket}`;
}

const configurationOf = ({ record }: Bucket): NotificationConfiguration =>
  (record.settings[SETTING] ?? {}) as NotificationConfiguration;

/** As events of the bucket say where they are from: they are its owner's. */
const placeOf = ({ record }: Bucket, { place }: Pick<NotificationsDependencies, 'place'>): EventPlace => ({
  ...place,
  accountId: ownerOf(record, place),
});

/** The ARN of a bucket names no account, and policies of destinations ask for it. */
function inTheOwnersName({ catalog, place, ports }: NotificationsDependencies): NotificationPorts {
  const ownerOfArn = (arn: string): string => {
    const bucket = catalog.find(arn.split(':').at(-1) ?? '');
    return bucket === undefined ? place.accountId : ownerOf(bucket.record, place);
  };
  const named = (port: DeliverToTarget | undefined): DeliverToTarget | undefined =>
    port &&
    ((arn, input, name, about) => port(arn, input, name, { ...about, sourceAccount: ownerOfArn(about.sourceArn) }));
  const { publish, sendMessage, invokeFunction, emit } = ports;
  return { publish: named(publish), sendMessage: named(sendMessage), invokeFunction: named(invokeFunction), emit };
}
