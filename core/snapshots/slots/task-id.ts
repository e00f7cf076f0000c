import { createHash } from 'node:crypto';

/** RDS takes no longer export task identifier (not in the API reference; three public pipelines ran into it). */
export const TASK_ID_MAX_LENGTH = 60;
/** Begins with a letter; letters, digits and single hyphens; ends with none. */
export const TASK_ID_PATTERN = /^[A-Za-z](-?[A-Za-z0-9])*$/;

const HASH_LENGTH = 8;

/**
 * The identifier of an export task: `[<installation>-]<source>-<yyyymmddhhmm>[-<attempt>]`, lower case. Derived from
 * the source alone, so that a repeated call names the same task. A name that had to be changed or cut carries a hash of
 * the whole, so that two sources never share one.
 */
export function exportTaskId(sourceId: string, snapshotTime: string, attempt: number, installation?: string): string {
  const minute = new Date(snapshotTime).toISOString().replace(/\D/g, '').slice(0, 12);
  const ending = `-${minute}${attempt > 1 ? `-${attempt}` : ''}`;
  const owner = installation === undefined ? sourceId : `${installation}-${sourceId}`;
  return identifierPart(owner, TASK_ID_MAX_LENGTH - ending.length) + ending;
}

function identifierPart(name: string, maxLength: number): string {
  const clean = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const valid = /^[a-z]/.test(clean) ? clean : `x-${clean}`.replace(/-$/, '');
  if (valid === name && valid.length <= maxLength) return valid;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  const kept = valid.slice(0, maxLength - HASH_LENGTH - 1).replace(/-$/, '');
  return `${kept}-${hash}`;
}
