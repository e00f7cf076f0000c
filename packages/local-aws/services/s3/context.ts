import type { Clock } from '../../clock';
import type { Operation } from '../../service';
import type { BodyStore } from './bodies/body-store';
import type { Catalog } from './catalog';

/** What every S3 operation works on. */
export interface S3Context {
  readonly catalog: Catalog;
  readonly bodies: BodyStore;
  readonly clock: Clock;
  readonly region: string;
  /** The runtime's own account: it owns the buckets that a service makes in process. */
  readonly accountId: string;
}

export type Operations = Readonly<Record<string, Operation>>;

/**
 * The members that an operation reads of its input, as SDK clients type them; required ones are there, or the request
 * matched no route.
 */
export type Needs<Input, Required extends keyof Input> = Input & { readonly [K in Required]-?: NonNullable<Input[K]> };
