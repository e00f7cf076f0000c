import { localDate } from '../lake/local-date';
import type { ResolvedSnapshot } from '../ledger/exports';

/** What a run was about, as far as it is known. */
export interface RunSubject {
  /** Configured source; before it was found out, the snapshot. Of a replication its output, with the object of one. */
  readonly source?: string;
  /** `YYYY-MM-DD` */
  readonly date?: string;
}

interface Told {
  readonly sourceArn?: unknown;
  readonly scheduledTime?: unknown;
  readonly detail?: { readonly SourceArn?: unknown };
  readonly output?: unknown;
  readonly entry?: unknown;
  readonly table?: unknown;
  readonly through?: unknown;
  readonly event?: { readonly key?: unknown };
  readonly export?: { readonly sourceId?: unknown; readonly date?: unknown };
}

/**
 * By what the run's ledger item says; else by its input: an RDS event, a request, the export that a nested machine was
 * given, the output and object of a replication, the entry of changes of tables, or a table that is loaded. An
 * automated snapshot's name carries its source and date.
 */
export function subjectOfRun(
  input: unknown,
  timeZone: string,
  resolved?: Pick<ResolvedSnapshot, 'sourceId' | 'snapshotTime'>,
): RunSubject {
  if (resolved !== undefined) return { source: resolved.sourceId, date: dateOf(resolved.snapshotTime, timeZone) };
  const { table, export: exported, ...told } = (input ?? {}) as Told;
  const { sourceArn, scheduledTime, detail, output, event, entry, through } = told;
  if (typeof exported?.sourceId === 'string')
    return { source: exported.sourceId, date: typeof exported.date === 'string' ? exported.date : undefined };
  if (typeof output === 'string')
    return { source: typeof event?.key === 'string' ? `${output}: ${event.key}` : output };
  if (typeof entry === 'string') return { source: entry, date: typeof through === 'string' ? through : undefined };
  if (typeof table === 'string') return { source: table };
  const arn = sourceArn ?? detail?.SourceArn;
  return typeof arn === 'string'
    ? { source: arn.split(':').slice(6).join(':') || arn, date: dateOf(scheduledTime, timeZone) }
    : {};
}

const dateOf = (time: unknown, timeZone: string): string | undefined =>
  typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? localDate(time, timeZone) : undefined;
