/** Where the stacks are deployed. */
export interface EnvironmentConfig {
  /** Twelve digits. @default the account of the credentials in use at deploy time */
  readonly account?: string;
  /** For example `eu-west-1`, `cn-north-1`. The partition is derived from it. */
  readonly region: string;
}

export interface EnvironmentSettings extends EnvironmentConfig {
  readonly partition: string;
}
