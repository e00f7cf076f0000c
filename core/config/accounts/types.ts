/** Accounts besides the lake's own. */
export interface AccountsConfig {
  /** The account whose analysts read the lake. Twelve digits, same partition. @default nobody is granted anything */
  readonly analytics?: string;
  /**
   * ARNs of IAM roles of that account that read all it was given; the analytics stack gives it on to them.
   * @default none, its own Lake Formation administrator does
   */
  readonly analysts?: readonly string[];
}
