/** Accounts besides the lake's own. */
export interface AccountsConfig {
  /** The account whose analysts read the lake. Twelve digits, same partition. @default nobody is granted anything */
  readonly analytics?: string;
  /**
   * ARNs of IAM roles of that account that read all it was given; the analytics stack gives it on to them.
   * @default none, its own Lake Formation administrator does
   */
  readonly analysts?: readonly string[];
  /**
   * ARNs of the AWS Organizations organisation and units that the analytics account is in. What is granted to them
   * reaches it. @default not known: `who-can-see` says "at least" where something is granted to any
   */
  readonly organizations?: readonly string[];
}
