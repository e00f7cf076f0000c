import { ExportTimeError, FirstLoadMissingError, RecoveryGapError } from '../../../core/dynamodb/load/errors';
import { nextWindow, type Repaired, type Restorable } from '../../../core/dynamodb/load/window';
import { LOAD_MARGIN_MS } from '../../../core/dynamodb/row';
import type { Chosen } from '../load/payloads';
import type { Asked } from './request';

const iso = (ms: number): string => new Date(ms).toISOString();

export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly restorable: Restorable;
  /** Of windows: how far earlier ones are. */
  readonly repaired: Repaired | undefined;
  /** Deployed name. */
  readonly machine: string;
}

/**
 * What to export. A first load takes the table as it will be five minutes from now: by then every change goes into the
 * stream, which is active. Undefined: there is no window yet.
 */
export function choose(asked: Asked, { now, restorable, repaired, machine }: Surroundings): Chosen | undefined {
  const { table } = asked;
  if (asked.kind === 'full') {
    const inFiveMinutes = Math.ceil((now + LOAD_MARGIN_MS) / 1000) * 1000;
    return { kind: 'full', exportTime: iso(asked.exportTime ?? inFiveMinutes) };
  }
  if (asked.kind === 'between') return { kind: 'incremental', from: iso(asked.from), to: iso(asked.to) };
  if (repaired === undefined) throw new FirstLoadMissingError(table, machine);
  const window = nextWindow(repaired, restorable);
  if (window === 'GAP') throw new RecoveryGapError(table, iso(repaired.through), iso(restorable.earliest), machine);
  return window === undefined ? undefined : { kind: 'incremental', from: iso(window.from), to: iso(window.to) };
}

const MOST_WAIT_SECONDS = 900;

/** Seconds until DynamoDB can export what was chosen, 0 if it can. Throws {@link ExportTimeError} if it never will. */
export function waitFor(chosen: Chosen, { earliest, latest }: Restorable): number {
  const [begin, end] = chosen.kind === 'full' ? [chosen.exportTime, chosen.exportTime] : [chosen.from, chosen.to];
  if (Date.parse(begin) < earliest)
    throw new ExportTimeError(
      `${chosen.kind === 'full' ? 'exportTime' : 'from'}: '${begin}' is before ${iso(earliest)}, the earliest time that DynamoDB can still export: start the load anew with a later one.`,
    );
  const seconds = Math.ceil((Date.parse(end) - latest) / 1000);
  return Math.min(Math.max(seconds, 0), MOST_WAIT_SECONDS);
}
