export interface LakeConfig {
  /** A named installation (`environment.name`) puts `lakeferry-<name>-` before it. @default a name made by CloudFormation */
  readonly bucketName?: string;
  /** Folders below the bucket, no leading or trailing slash. @default '' (tables start at the bucket's root) */
  readonly prefix?: string;
  /** Hive partition key. @default 'date' */
  readonly partitionKey?: string;
  /** Days that a partition is kept; older ones expire. @default partitions never expire */
  readonly expirePartitionsAfterDays?: number;
}

/** Where the lake is, every default filled in. */
export interface LakeSettings extends LakeConfig {
  readonly prefix: string;
  readonly partitionKey: string;
}
