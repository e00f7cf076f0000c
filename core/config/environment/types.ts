/** Where the stacks are deployed. */
export interface EnvironmentConfig {
  /** Twelve digits. @default the account of the credentials in use at deploy time */
  readonly account?: string;
  /**
   * Tells this installation from others in the same account and Region: `lakeferry-<name>-` begins every name. At most
   * 15 lower-case letters, digits and single hyphens, a letter first, no hyphen last. It is permanent: another name is
   * another installation, with a lake of its own.
   * @default no name, names begin with `lakeferry-`
   */
  readonly name?: string;
  /**
   * Names of the installations beside which this one is deployed in the same account and Region; the one without a name
   * is `default`. A first deployment beside others that are not listed is refused, because it usually means that `name`
   * was changed.
   * @default none
   */
  readonly beside?: readonly string[];
  /** For example `eu-west-1`, `cn-north-1`. The partition is derived from it. */
  readonly region: string;
}

export interface EnvironmentSettings extends EnvironmentConfig {
  readonly partition: string;
}
