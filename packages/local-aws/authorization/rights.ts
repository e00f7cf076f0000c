import type { ContextValue } from '../iam';

/** One permission that a call needs. */
export interface Needed {
  /** `s3:GetObject` */
  readonly action: string;
  /** An ARN; `*` for an action that takes none. */
  readonly resource: string;
  /** The account that owns the resource. @default the one in the ARN, else the caller's */
  readonly owner?: string;
  /** Further condition keys. */
  readonly context?: Readonly<Record<string, ContextValue | undefined>>;
  /** The resource's own policy, as text. @default it has none */
  readonly policy?: string;
  /** The root of the owner's account may do this whatever that policy says: it could not be mended otherwise. */
  readonly policySparesRoot?: boolean;
  /** Without a word of that policy nobody has access: keys, roles. */
  readonly isPolicyNeeded?: boolean;
}

/** Who calls, where. */
export interface RightsCaller {
  readonly accountId: string;
  readonly region: string;
}

/** What an operation needs; undefined: the action of its own name, on everything. */
// biome-ignore lint/suspicious/noExplicitAny: each service narrows to its SDK client's input types
export type Rights = (operation: string, input: any, caller: RightsCaller) => Promise<readonly Needed[] | undefined>;
