export interface LakeConfig {
  /**
   * A named installation (`environment.name`) puts `lakeferry-<name>-` before it. @default
   * `lakeferry-lake-<account>-<region>`
   */
  readonly bucketName?: string;
  /**
   * ARN of a KMS key that encrypts the lake, for example the one that stayed when an earlier deployment was deleted:
   * docs/recovery.md. Its policy stays as it is. @default a key made by the lake stack
   */
  readonly keyArn?: string;
  /** Folders below the bucket, no leading or trailing slash. @default '' (tables start at the bucket's root) */
  readonly prefix?: string;
  /** Hive partition key. @default 'date' */
  readonly partitionKey?: string;
  /**
   * ARN of the KMS key that encrypts the account's Data Catalog, where it is encrypted: crawlers, governance and
   * analysts then need it. The key policy must let the lake's account use it, and the analytics account decrypt with
   * it. @default the Data Catalog is not encrypted with a key
   */
  readonly catalogKeyArn?: string;
  /**
   * ARNs of IAM roles that may read files of the lake past Lake Formation, all columns and rows: for backups, for
   * example. The bucket's policy denies it to everybody else. @default only the pipeline's roles and Lake Formation's
   */
  readonly readers?: readonly string[];
  /**
   * Days that a partition is kept; older ones expire. The history of published DynamoDB tables is kept, because their
   * current state needs it. @default partitions never expire
   */
  readonly expirePartitionsAfterDays?: number;
}

/** Where the lake is, every default filled in. */
export interface LakeSettings extends LakeConfig {
  readonly prefix: string;
  readonly partitionKey: string;
}
