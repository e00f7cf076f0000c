/** Objects of S3 that go to buckets elsewhere: what a user writes, and what is made of it. */
export interface ReplicationsConfig {
  /** Buckets whose new objects go on to other buckets, in any account, Region or partition. */
  readonly replications?: readonly ReplicationConfig[];
}

export interface ReplicationConfig {
  /** Names the topic and the stack: at most 20 lower-case letters, digits and hyphens, a letter first. Permanent. */
  readonly name: string;
  readonly source: ReplicationSourceConfig;
  /** Where its objects go. At least one. */
  readonly outputs: readonly OutputConfig[];
}

/**
 * `notifications`: the bucket's own notifications, sent to this replication's topic. Its owner adds them to what the
 * bucket has, `lakeferry replication notifications <name>` prints the whole. `eventbridge`: the bucket sends its events
 * to EventBridge, which one switch of its owner turns on.
 */
export type SourceEvents = 'notifications' | 'eventbridge';

export interface ReplicationSourceConfig {
  /** A general purpose bucket of this account and Region; never the lake's name. @default the lake's own bucket */
  readonly bucket?: string;
  /** Only keys that begin so. @default every key */
  readonly prefix?: string;
  /** @default 'eventbridge' for the lake's own bucket, else 'notifications' */
  readonly events?: SourceEvents;
  /** ARN of the customer-managed key that its objects are encrypted with. @default none; the lake's own for the lake */
  readonly keyArn?: string;
}

/**
 * `latest`: whatever the key holds when the copy begins, which is anew when it is overwritten meanwhile. `pinned`: the
 * version that the event or the comparison named; if it is gone, what is there now. `listed`: as `pinned`, and the
 * backfill copies exactly the versions that it listed, so that the whole is one point in time.
 */
export type Consistency = 'latest' | 'pinned' | 'listed';

/** `deleted`: deleted at the source, deleted at the destination. Expiry by a lifecycle rule is told apart. */
export type ReplicatedDeletes = 'none' | 'deleted' | 'deleted-and-expired';

/** `none`: functions reach AWS by its public endpoints. `isolated`: a VPC without internet, with endpoints. */
export type OutputNetwork = 'none' | 'isolated';

/**
 * `streamed`: a function reads each object with its own role, and writes it with the destination's credentials.
 * `server-side`: S3 copies within itself, by the pivot role, which must then read the source too.
 */
export type CopyWay = 'streamed' | 'server-side';

export interface OutputConfig {
  /** Unique among all outputs, shaped as the replication's name. Names queue, parameters, stacks. Permanent. */
  readonly name: string;
  readonly destination: DestinationConfig;
  readonly credentials: CredentialsConfig;
  /**
   * `server-side` needs `credentials.mode: 'role'`, and a source that admits the pivot role. What S3 has no checksum of
   * the whole content of is streamed in any case. @default 'streamed'
   */
  readonly copy?: CopyWay;
  /** @default 'pinned' */
  readonly consistency?: Consistency;
  /** @default 'none' */
  readonly deletes?: ReplicatedDeletes;
  /**
   * Globs over `bucket/key`: `*` is any text, `/` included, `?` any one character. Events and backfill leave out what
   * they match.
   */
  readonly ignore?: readonly string[];
  /** What is converted on its way. @default nothing */
  readonly convert?: ConversionConfig;
  /** Storage class at the destination by that of the source; others stay as they are. @default {} */
  readonly storageClasses?: Readonly<Record<string, string>>;
  /** @default 'none' */
  readonly network?: OutputNetwork;
  /**
   * When both sides are compared, and what is missing is copied: an EventBridge Scheduler expression, or `off`.
   * @default 'rate(1 hour)'
   */
  readonly backfill?: string;
  /** Copies at once, 2 to 1,000: the MaximumConcurrency of the event source mapping. @default 10 */
  readonly maxConcurrency?: number;
  /** Minutes that an object may wait before an alarm. @default 60 */
  readonly maxLagMinutes?: number;
}

/** Where an output writes. The stack puts it into Parameter Store, where it can be changed without a deployment. */
export interface DestinationConfig {
  readonly bucket: string;
  /** Stands before each key, with its own slash where there is to be one. @default none */
  readonly prefix?: string;
  /** The account that owns the bucket: twelve digits. */
  readonly account: string;
  /** The Region of the bucket; its partition follows from it. */
  readonly region: string;
  /** ARN of the customer-managed key that the bucket encrypts with. @default its own encryption */
  readonly keyArn?: string;
}

/**
 * `role`: the pivot role of the destination's account is assumed (same partition). `federation`: a web identity of this
 * account is exchanged for the role of another partition, without keys. `keys`: access keys from a SecureString. None
 * falls back to another.
 */
export type CredentialsConfig =
  | {
      readonly mode: 'role';
      /** What the destination's account asks for: 2 to 1,224 characters. */
      readonly externalId: string;
      /** Of the pivot role. @default the destination stack's */
      readonly roleName?: string;
    }
  | {
      readonly mode: 'federation';
      /** @default the destination stack's */
      readonly roleName?: string;
      /** What the token is for; the trust policy asks for it. @default 'sts.amazonaws.com' */
      readonly audience?: string;
      /**
       * URL of this account's issuer of tokens: `aws iam enable-outbound-web-identity-federation` prints it. The
       * destination stack makes it known there. @default the owner of the destination makes role and provider
       */
      readonly issuer?: string;
    }
  | { readonly mode: 'keys' };

/** RFC 4180 has CRLF; most readers want LF. */
export type LineEnds = 'lf' | 'crlf';

export interface ConversionConfig {
  /** What becomes of parquet. The key's `.parquet` becomes `.csv`. */
  readonly parquet: 'csv';
  /** @default 'lf' */
  readonly lineEnds?: LineEnds;
}

export interface ReplicationSourceSettings extends ReplicationSourceConfig {
  readonly prefix: string;
  readonly events: SourceEvents;
}

export interface DestinationSettings extends DestinationConfig {
  readonly prefix: string;
  readonly partition: string;
}

type FederationConfig = Extract<CredentialsConfig, { mode: 'federation' }>;
type FederationSettings = FederationConfig & Required<Omit<FederationConfig, 'issuer'>>;

export interface OutputSettings extends OutputConfig {
  readonly destination: DestinationSettings;
  readonly credentials:
    | Required<Extract<CredentialsConfig, { mode: 'role' }>>
    | FederationSettings
    | Extract<CredentialsConfig, { mode: 'keys' }>;
  readonly copy: CopyWay;
  readonly consistency: Consistency;
  readonly deletes: ReplicatedDeletes;
  readonly ignore: readonly string[];
  readonly convert?: Required<ConversionConfig>;
  readonly storageClasses: Readonly<Record<string, string>>;
  readonly network: OutputNetwork;
  readonly backfill: string;
  readonly maxConcurrency: number;
  readonly maxLagMinutes: number;
}

export interface ReplicationSettings extends ReplicationConfig {
  readonly source: ReplicationSourceSettings;
  readonly outputs: readonly OutputSettings[];
}

/** Every default filled in. Without replications, the list is empty. */
export interface ReplicationsSettings {
  readonly replications: readonly ReplicationSettings[];
}
