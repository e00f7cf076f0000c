import { createHash } from 'node:crypto';
import type { ObjectEvent } from './object-event';

/**
 * Name of an execution that goes on with one claim of one object, which has a revision: the same claim asked twice
 * starts one execution. Attempts would not do: they begin anew where a comparison finds a copy damaged, and Step
 * Functions knows a name for 90 days. It takes 80 characters; any key fits by its hash.
 */
export function executionName(output: string, event: ObjectEvent, revision: number): string {
  const { bucket, key, versionId, etag, sequencer } = event;
  const text = JSON.stringify([output, bucket, key, versionId ?? null, etag ?? null, sequencer ?? null, revision]);
  return `${output}-${createHash('sha256').update(text).digest('hex').slice(0, 40)}`;
}
