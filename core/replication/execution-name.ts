import { createHash } from 'node:crypto';
import type { ObjectEvent } from './object-event';

/**
 * Name of an execution that goes on with one try of one object: the same try asked twice starts one execution. Step
 * Functions takes 80 characters; any key fits by its hash.
 */
export function executionName(output: string, event: ObjectEvent, attempt: number): string {
  const { bucket, key, versionId, etag, sequencer } = event;
  const text = JSON.stringify([output, bucket, key, versionId ?? null, etag ?? null, sequencer ?? null, attempt]);
  return `${output}-${createHash('sha256').update(text).digest('hex').slice(0, 40)}`;
}
