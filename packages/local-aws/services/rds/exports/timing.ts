import { fraction } from '../hash';

const MINUTE_MS = 60_000;
/** Restoring the snapshot takes this long however small it is. */
const STARTING_MINUTES = { least: 12, most: 15 };
/**
 * The demo's databases have 0.4 to 17 MB; a database of 1 MB takes as long to read here as a middling real one (22
 * minutes). The exponent spreads sizes as the logarithm of real durations is spread: a factor of ten in size is one of
 * 2.8 in time.
 */
const MINUTES_PER_MB = 22;
const EXPONENT = 0.45;
const SHORTEST_MINUTES = 2;
const LONGEST_MINUTES = 24 * 60;
const MB = 1024 ** 2;

export interface ExportTiming {
  /** Milliseconds in STARTING. */
  readonly startingMs: number;
  /** Milliseconds in IN_PROGRESS. */
  readonly runningMs: number;
}

/**
 * How long an export takes: by size, and by at most a tenth more or less from one source to the next. The same for the
 * same input.
 */
export function exportTiming(sourceId: string, bytes: number): ExportTiming {
  const { least, most } = STARTING_MINUTES;
  const starting = least + fraction(`starting/${sourceId}`) * (most - least);
  const spread = 0.9 + 0.2 * fraction(`running/${sourceId}`);
  const running = MINUTES_PER_MB * (bytes / MB) ** EXPONENT * spread;
  return {
    startingMs: Math.round(starting * MINUTE_MS),
    runningMs: Math.round(Math.min(LONGEST_MINUTES, Math.max(SHORTEST_MINUTES, running)) * MINUTE_MS),
  };
}
