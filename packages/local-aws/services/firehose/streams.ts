import type { ServiceDependencies } from '../../service';
import { ServiceError } from '../../service';
import { Changes, DurableMap } from '../../store';
import type { Destination } from './settings';

/** A delivery stream, as it is kept. */
export interface DeliveryStream {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  /** Of a Kinesis stream; absent for one that clients put to. */
  readonly source?: { readonly streamArn: string; readonly roleArn: string };
  readonly destination: Destination;
  /** CREATING until then. */
  readonly activeAt: number;
  /** DELETING until then. */
  readonly goneAt?: number;
}

/** A record that a client put, until it is delivered. */
export interface PutRecord {
  readonly stream: string;
  readonly id: string;
  readonly data: string;
  readonly arrivedAt: number;
}

/** The sequence number from which each shard is to be read after a restart. */
export type Positions = Readonly<Record<string, string>>;

type Dependencies = Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'region'>;

/** Delivery streams with what is on its way in them, durable. */
export class DeliveryStreams {
  private constructor(
    readonly deps: Dependencies,
    readonly map: DurableMap<DeliveryStream>,
    readonly positions: DurableMap<Positions>,
    readonly puts: DurableMap<PutRecord>,
  ) {}

  static async load(deps: Dependencies): Promise<DeliveryStreams> {
    const { store } = deps;
    return new DeliveryStreams(
      deps,
      await DurableMap.load(store, 'firehose-streams'),
      await DurableMap.load(store, 'firehose-positions'),
      await DurableMap.load(store, 'firehose-puts'),
    );
  }

  arnOf(accountId: string, name: string): string {
    return `arn:${this.deps.partition}:firehose:${this.deps.region}:${accountId}:deliverystream/${name}`;
  }

  present(arn: string): DeliveryStream | undefined {
    const found = this.map.get(arn);
    return found === undefined || (found.goneAt ?? Number.POSITIVE_INFINITY) <= this.deps.clock.now()
      ? undefined
      : found;
  }

  /** Throws ResourceNotFoundException. */
  find(accountId: string, name = ''): DeliveryStream {
    const found = this.present(this.arnOf(accountId, name));
    if (found !== undefined) return found;
    throw new ServiceError('ResourceNotFoundException', `Firehose ${name} under account ${accountId} not found.`);
  }

  statusOf({ activeAt, goneAt }: DeliveryStream): 'CREATING' | 'ACTIVE' | 'DELETING' {
    if (goneAt !== undefined) return 'DELETING';
    return this.deps.clock.now() < activeAt ? 'CREATING' : 'ACTIVE';
  }

  /** With what was on its way. */
  async forget({ arn }: DeliveryStream): Promise<void> {
    await Changes.together(this.deps.store, (changes) => {
      for (const { id, stream } of this.puts.values()) if (stream === arn) changes.delete(this.puts, id);
      changes.delete(this.positions, arn);
      changes.delete(this.map, arn);
    });
  }

  /** Records of clients that are delivered. */
  async forgetPuts(ids: readonly string[]): Promise<void> {
    await Changes.together(this.deps.store, (changes) => {
      for (const id of ids) changes.delete(this.puts, id);
    });
  }
}
