/** Tables of DynamoDB whose changes go to the lake: what a user writes, and what is made of it. */
export interface DynamoDbConfig {
  /** One entry for each stream of changes: tables of this account, or those of another account that come here. */
  readonly dynamodb?: readonly TableStreamConfig[];
  /** The bucket in which changes arrive. @default {} */
  readonly landing?: LandingConfig;
}

/**
 * With `tables`, this account's tables are streamed: into its own landing bucket, or `to` another account's. With
 * `from`, another account's tables land here, and its own configuration streams them.
 */
export interface TableStreamConfig {
  /**
   * Names stack, stream, delivery and folder: at most 20 lower-case letters, digits and hyphens, a letter first. The
   * accounts of both sides use the same. Permanent.
   */
  readonly name: string;
  /**
   * Names or ARNs of tables in this account and Region, at most 50. A table that is taken off the list is no longer
   * streamed. @default none: `from` says whose tables they are
   */
  readonly tables?: readonly string[];
  /** The account whose tables land here. @default this account's `tables` */
  readonly from?: ProducerAccountConfig;
  /** Only with `tables`: the landing bucket of another account in the same Region. @default this account's */
  readonly to?: ForeignLandingConfig;
  /** Only with `tables`. @default {} */
  readonly stream?: KinesisConfig;
  /** Only with `tables`. @default {} */
  readonly delivery?: DeliveryConfig;
  /** Only with `tables`: whether rows tell the values before a change too. @default false */
  readonly oldImage?: boolean;
  /**
   * Only with `tables`. `isolated`: the transform runs in a VPC without internet, one for each entry. `none`: outside
   * any VPC. @default 'isolated'
   */
  readonly network?: TransformNetwork;
  /**
   * Only with `tables`: minutes that a change may take to the landing bucket before an alarm.
   * @default 11 and twice the minutes of `delivery.seconds`: 15
   */
  readonly maxDelayMinutes?: number;
  /**
   * Where tables land, so not with `to`: those that become governed partitions, at most 50. @default none: rows stay
   * files of the landing bucket
   */
  readonly publish?: readonly PublishedTableConfig[];
  /**
   * Only with `tables`: hours of changes that one incremental export covers, 1 to 24. Exports bring what the stream
   * lost. @default no incremental exports
   */
  readonly repairHours?: number;
}

/** A table whose changes are published. */
export interface PublishedTableConfig {
  /** Its name, or its ARN. With `tables`, one of them. In Glue, `My-Orders` is `my_orders`. */
  readonly table: string;
  /** Names of its key attributes: the partition key, and the sort key if there is one. */
  readonly keys: readonly string[];
  /**
   * Types of columns that hold numbers, by the name of the column: `{ total: 'decimal(38,2)' }`. @default every
   * attribute is a string
   */
  readonly decimals?: Readonly<Record<string, string>>;
  /**
   * Columns that the history has although no row has had them yet, so that a policy can name them; at most 100. Those
   * of `decimals` count as well. @default columns come with their first row
   */
  readonly columns?: readonly string[];
  /**
   * `daily`: each publication also makes a partition of the items as they are after it, in the table `<table>_state`.
   * @default the history alone
   */
  readonly state?: DailyState;
}

export type DailyState = 'daily';

export type TransformNetwork = 'isolated' | 'none';

export interface ProducerAccountConfig {
  /** Twelve digits, another than this one. */
  readonly account: string;
  /** By which Firehose writes there. @default that of an installation of the same name in this Region */
  readonly roleName?: string;
}

/** What the other account's stack prints: LandingBucketName and LandingKeyArn. */
export interface ForeignLandingConfig {
  /** Twelve digits, another than this one. */
  readonly account: string;
  readonly bucket: string;
  /** ARN of the key that the bucket encrypts with. */
  readonly keyArn: string;
}

export interface KinesisConfig {
  /** Shards of a provisioned stream. @default on-demand: Kinesis adds and removes shards by itself */
  readonly shards?: number;
  /** Days that Kinesis keeps what was not delivered yet, 1 to 365. @default 7 */
  readonly retentionDays?: number;
}

/**
 * `arrival`: files lie under the date on which changes arrived, and small buffers are possible. `change`: Firehose
 * sorts changes by the date on which they were made (dynamic partitioning), from 64 MiB and 60 seconds on. A delivery
 * keeps what it was created with.
 */
export type DeliveryOrder = 'arrival' | 'change';

/** Firehose delivers a file when one of both is reached. */
export interface DeliveryConfig {
  /** Permanent for an entry. @default 'arrival' */
  readonly by?: DeliveryOrder;
  /** 0 to 900; by `change` from 60 on. @default 120 */
  readonly seconds?: number;
  /** 1 to 128; by `change` from 64 on. @default 1, by `change` 64 */
  readonly mebibytes?: number;
}

export interface LandingConfig {
  /**
   * ARN of the key that the bucket is encrypted with, for example the one that stayed when an earlier deployment was
   * deleted. Its policy stays as it is. @default a key made by the stack
   */
  readonly keyArn?: string;
  /** Days that a file is kept after it arrived. @default files never expire */
  readonly expireAfterDays?: number;
  /**
   * ARNs of IAM roles that may read its files, all columns and rows. The bucket's policy denies it to everybody else.
   * @default none but Firehose's, and S3's for copies
   */
  readonly readers?: readonly string[];
  /** A bucket of another Region to which S3 copies every file. @default none */
  readonly replicateTo?: LandingReplicaConfig;
}

/** S3 copies to a versioned bucket that is there already, in a Region of the same partition. */
export interface LandingReplicaConfig {
  readonly bucket: string;
  readonly region: string;
  /** ARN of a key in that Region, with which the copies are encrypted. */
  readonly keyArn: string;
  /** Who owns the bucket. @default this account */
  readonly account?: string;
}

/** This account's tables, every default filled in. */
export interface ProducerSettings extends TableStreamConfig {
  /** Names, without ARNs. */
  readonly tables: readonly string[];
  readonly from?: undefined;
  readonly stream: KinesisConfig & Required<Pick<KinesisConfig, 'retentionDays'>>;
  readonly delivery: Required<DeliveryConfig>;
  readonly oldImage: boolean;
  readonly network: TransformNetwork;
  readonly maxDelayMinutes: number;
  readonly publish: readonly PublishedTableSettings[];
}

/** Another account's tables that land here. */
export interface ConsumerSettings {
  readonly name: string;
  readonly tables?: undefined;
  readonly to?: undefined;
  readonly from: Required<ProducerAccountConfig>;
  readonly publish: readonly PublishedTableSettings[];
}

/** A published table, by its name. */
export type PublishedTableSettings = Required<Omit<PublishedTableConfig, 'state'>> &
  Pick<PublishedTableConfig, 'state'>;

export type TableStreamSettings = ProducerSettings | ConsumerSettings;

/** Every default filled in. Without tables, the list is empty. */
export interface DynamoDbSettings {
  readonly dynamodb: readonly TableStreamSettings[];
  readonly landing: LandingConfig;
}
