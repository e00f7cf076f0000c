import type { ObjectEvent } from '../../core/replication/object-event';

/**
 * Input of the machines `replicate-large-object` and `convert-object`. Whoever starts one claimed the key with the
 * execution's name as the owner (`executionName`), so that the machine claims the same event again and goes on.
 */
export interface ObjectToReplicate {
  readonly output: string;
  readonly event: ObjectEvent;
}
