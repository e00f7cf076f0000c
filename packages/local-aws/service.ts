import type { Clock } from './clock';
import type { Faults } from './faults';
import type { Changes, Store } from './store';

/** Who asks, as the gateway read it from the request's signature. */
export interface RequestContext {
  readonly accountId: string;
  readonly region: string;
  /** ARN of the user or assumed role. */
  readonly principalArn: string;
  /** Of a role's session. */
  readonly roleArn?: string;
  readonly requestId: string;
  /** Lets virtual time pass while `work` is awaited; absent where no request holds it. */
  readonly idle?: <T>(work: Promise<T>) => Promise<T>;
}

/**
 * One operation: decoded input (the SDK's own member names and types, dates as Date, blobs as Uint8Array) to output.
 * It throws {@link ServiceError} for every error the real service would answer.
 */
// biome-ignore lint/suspicious/noExplicitAny: each service narrows to its SDK client's input and output types
export type Operation = (input: any, context: RequestContext) => Promise<object>;

/** An output may carry a success status other than the operation's own under this key (206 of a ranged GetObject). */
export const HTTP_STATUS = Symbol('HTTP status');

/** What the gateway needs to know of a service. Operations that are not listed answer NotImplemented by themselves. */
export interface LocalService {
  /**
   * Signing name, as in the credential scope: `rds`, `glue`, `lakeformation`, `s3`, `states`, `dynamodb`, `events`,
   * `scheduler`, `sns`, `sqs`, `sts`, `kms`, `ssm`, `athena`, `kinesis`,
   * `firehose`, `monitoring`.
   */
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** What every service is built from. */
export interface ServiceDependencies {
  readonly clock: Clock;
  readonly store: Store;
  readonly faults: Faults;
  readonly partition: string;
  readonly region: string;
  /** The account that owns the lake and everything else, unless a request's credentials say otherwise. */
  readonly accountId: string;
}

/**
 * An error answer. `code` is the modelled shape's name where there is one (`CrawlerRunningException`), else the wire
 * code.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    readonly code: string,
    message: string,
    readonly options: { readonly status?: number; readonly members?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
  }
}

/** S3 as the other services use it, in process. Same objects, same durability as over HTTP. */
export interface ObjectStore {
  createBucket(bucket: string): Promise<void>;
  put(
    bucket: string,
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options?: { readonly contentType?: string },
  ): Promise<void>;
  /** Throws ServiceError NoSuchKey. `range` is first byte and byte after the last. */
  get(bucket: string, key: string, range?: { readonly start: number; readonly end: number }): Promise<Uint8Array>;
  /** In key order. */
  list(bucket: string, prefix: string): ObjectSummary[];
  delete(bucket: string, key: string): Promise<void>;
}

export interface ObjectSummary {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** With quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** An event on the default bus, as EventBridge delivers it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Where services announce what happened (`aws.rds`, `aws.states`, `aws.glue`), on the default bus of the account that
 * it happened in; without one, of the runtime's own. Resolves once every matching target has
 * accepted it. With `changes`, the event is written in one piece with what it tells of, and goes out once they are
 * made: a kill between the two neither loses it nor sends it twice.
 */
export type EmitEvent = (
  event: Pick<BusEvent, 'source' | 'detail-type' | 'resources' | 'detail'> & Partial<Pick<BusEvent, 'account'>>,
  changes?: Changes,
) => Promise<void>;
