import type {
  EnableKinesisStreamingDestinationCommandInput,
  UpdateKinesisStreamingDestinationCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../clock';
import { ServiceError } from '../../../service';
import type { DurableMap } from '../../../store';
import type { Precision } from './change';

/** A stream that a table's changes go to, or went to. */
export interface Destination {
  readonly table: string;
  readonly streamArn: string;
  readonly status: 'ENABLING' | 'ACTIVE' | 'UPDATING' | 'DISABLING' | 'DISABLED';
  /** When the status has passed into the one that follows it, in milliseconds since the epoch. */
  readonly until?: number;
  readonly precision?: Precision;
  /** The precision at the end of UPDATING. */
  readonly next?: Precision;
}

export interface DestinationsDependencies {
  readonly clock: Clock;
  readonly map: DurableMap<Destination>;
  /** Throws ResourceNotFoundException for a table that is not there. Returns its id. */
  readonly tableId: (name: string) => Promise<string>;
  readonly isStream: (arn: string) => boolean;
}

type Input = { readonly TableName?: string; readonly StreamArn?: string };

const TRANSITION_MS = 5000;
const FOLLOWING = { ENABLING: 'ACTIVE', UPDATING: 'ACTIVE', DISABLING: 'DISABLED' } as const;
const DELIVERING = ['ACTIVE', 'UPDATING'];

/** Streaming destinations of tables, durable. */
export class Destinations {
  constructor(readonly deps: DestinationsDependencies) {}

  /** As it is now. */
  #settled(destination: Destination): Destination {
    const { status, until, next, precision } = destination;
    if (until === undefined || this.deps.clock.now() < until || status === 'ACTIVE' || status === 'DISABLED')
      return destination;
    return {
      ...destination,
      status: FOLLOWING[status],
      until: undefined,
      precision: next ?? precision,
      next: undefined,
    };
  }

  get map(): DurableMap<Destination> {
    return this.deps.map;
  }

  of(table: string): Destination[] {
    return this.deps.map
      .values()
      .filter((each) => each.table === table)
      .map((each) => this.#settled(each));
  }

  /** Waits for the ends of what an earlier process began. */
  resume(): void {
    for (const { until } of this.map.values()) if (until !== undefined) this.deps.clock.at(until, () => {});
  }

  /** The one that changes go to now. */
  delivering(table: string): Destination | undefined {
    return this.of(table).find(({ status }) => DELIVERING.includes(status));
  }

  async forget(table: string): Promise<void> {
    for (const { streamArn } of this.of(table)) await this.deps.map.delete(keyOf(table, streamArn));
  }

  readonly operations = {
    EnableKinesisStreamingDestination: async (input: EnableKinesisStreamingDestinationCommandInput) => {
      const { table, StreamArn: streamArn } = await this.#named(input);
      const { EnableKinesisStreamingConfiguration: asked } = input;
      if (!this.deps.isStream(streamArn)) throw invalid('User does not have a permission to use kinesis stream');
      if (this.of(table).some(({ status }) => status !== 'DISABLED'))
        throw invalid(
          'Table is not in a valid state to enable Kinesis Streaming Destination: EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.',
        );
      const precision = asked?.ApproximateCreationDateTimePrecision as Precision | undefined;
      await this.#enter({ table, streamArn, status: 'ENABLING', precision });
      const EnableKinesisStreamingConfiguration = asked ?? {};
      return {
        TableName: table,
        StreamArn: streamArn,
        DestinationStatus: 'ENABLING',
        EnableKinesisStreamingConfiguration,
      };
    },
    DisableKinesisStreamingDestination: async (input: Input) => {
      const { table, StreamArn: streamArn } = await this.#named(input);
      const present = this.of(table).find((each) => each.streamArn === streamArn);
      if (present?.status !== 'ACTIVE')
        throw invalid(
          'Table is not in a valid state to disable Kinesis Streaming Destination: DisableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation.',
        );
      await this.#enter({ ...present, status: 'DISABLING' });
      return { TableName: table, StreamArn: streamArn, DestinationStatus: 'DISABLING' };
    },
    DescribeKinesisStreamingDestination: async (input: Input) => {
      const { table } = await this.#named(input);
      const KinesisDataStreamDestinations = this.of(table).map(({ streamArn, status, precision }) => ({
        StreamArn: streamArn,
        DestinationStatus: status,
        ...(precision === undefined ? {} : { ApproximateCreationDateTimePrecision: precision }),
      }));
      return { TableName: table, KinesisDataStreamDestinations };
    },
    UpdateKinesisStreamingDestination: async (input: UpdateKinesisStreamingDestinationCommandInput) => {
      const { table, StreamArn: streamArn, id } = await this.#named(input);
      const { UpdateKinesisStreamingConfiguration: asked } = input;
      const next = asked?.ApproximateCreationDateTimePrecision as Precision | undefined;
      if (next === undefined)
        throw invalid(
          'Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values',
        );
      const present = this.of(table).find((each) => each.streamArn === streamArn);
      if (present?.status !== 'ACTIVE')
        throw invalid(
          `Table is not in a valid state to enable Kinesis Streaming Destination: No streaming destination with streamArn: ${streamArn} found for table with tableName: ${table}`,
        );
      if (present.precision === next)
        throw invalid(
          `Invalid Request: Precision is already set to the desired value of ${next} for tableId: ${id}, kdsArn: ${streamArn}`,
        );
      await this.#enter({ ...present, status: 'UPDATING', next });
      const UpdateKinesisStreamingConfiguration = { ApproximateCreationDateTimePrecision: next };
      return {
        TableName: table,
        StreamArn: streamArn,
        DestinationStatus: 'UPDATING',
        UpdateKinesisStreamingConfiguration,
      };
    },
  };

  async #named({ TableName = '', StreamArn = '' }: Input) {
    const table = TableName.replace(/^.*:table\//, '');
    return { table, StreamArn, id: await this.deps.tableId(table) };
  }

  async #enter(destination: Destination): Promise<void> {
    const { clock } = this.deps;
    const until = clock.now() + TRANSITION_MS;
    await this.#keep({ ...destination, until });
    // virtual time leaps to timers only, and somebody waits for this moment
    clock.at(until, () => {});
  }

  #keep(destination: Destination): Promise<void> {
    return this.deps.map.set(keyOf(destination.table, destination.streamArn), destination);
  }
}

const keyOf = (table: string, streamArn: string): string => `${table}/${streamArn}`;

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
