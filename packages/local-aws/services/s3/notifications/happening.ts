import type { Write } from '../../../store';
import type { ObjectVersion } from '../records';
import type { ObjectEventName } from './event';

/** A key and what became of it. */
export interface Happening {
  readonly name: ObjectEventName;
  readonly key: string;
  /** Written, or removed; absent for a key that was not there. */
  readonly version?: ObjectVersion;
}

/** Events that are written with the change that they tell of, and go out once it is made. */
export interface Announcement {
  readonly writes: readonly Write[];
  /** Called when the writes are in the store. */
  go(): void;
}
