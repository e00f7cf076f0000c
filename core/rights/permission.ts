/** What a role may do. Actions are written out; a resource may end in `*` when `because` says why. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** @default none */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /**
   * Why a resource, or an action, has a wildcard. Recorded as the acknowledgement of cdk-nag's finding.
   * @default there is no wildcard
   */
  readonly because?: string;
  /** Why findings of checkov and parliament on the policy stay, by rule. @default there are none */
  readonly findings?: Readonly<Record<string, string>>;
}

/** Whose resources a list of rights names. CDK gives tokens for what it learns when it deploys. */
export interface RightsPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** `resource` with its own separator: `cluster:retail`, `crawler/retail`. */
export const arnIn = ({ partition, region, accountId }: RightsPlace, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
