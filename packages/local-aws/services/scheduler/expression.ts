import { ServiceError } from '../../service';
import { type Cron, nextCron, parseCron } from './cron';
import { firstMoment, formatOf } from './wall-clock';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** When a schedule is due. */
export type Expression =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron }
  /** Milliseconds since the epoch; undefined for a time that clocks skip. */
  | { readonly kind: 'at'; readonly moment: number | undefined };

export interface Timing {
  readonly expression: string;
  readonly timeZone: string;
  /** Milliseconds since the epoch. Rates count from there, or from the creation. */
  readonly startDate?: number;
  readonly endDate?: number;
  readonly createdAt: number;
}

export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** Throws ValidationException. */
export function parseExpression(text: string, timeZone: string): Expression {
  checkZone(timeZone);
  const [, kind, body = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'cron') return { kind, cron: cronOf(text, body) };
  const [, value, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(body) ?? [];
  if (kind === 'rate' && value !== undefined) return { kind, everyMs: Number(value) * UNIT_MS[unit!]! };
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body) ? Date.parse(`${body}Z`) : Number.NaN;
  if (kind === 'at' && !Number.isNaN(wall)) return { kind, moment: firstMoment(timeZone, wall) };
  throw invalid(`Invalid Schedule Expression ${text}.`);
}

function cronOf(text: string, body: string): Cron {
  try {
    return parseCron(body);
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`Invalid Schedule Expression ${text}.`);
    throw error;
  }
}

function checkZone(timeZone: string): void {
  try {
    formatOf(timeZone);
  } catch {
    throw invalid('The time zone is not valid.');
  }
}

/**
 * The first moment after another at which a schedule is due; undefined when none comes. A rate without a start date is
 * due at its creation already: EventBridge Scheduler User Guide, "Schedule types".
 */
export function nextTime(timing: Timing, after: number): number | undefined {
  const { startDate, endDate, createdAt, timeZone } = timing;
  const parsed = parseExpression(timing.expression, timeZone);
  if (parsed.kind === 'at') return parsed.moment !== undefined && parsed.moment > after ? parsed.moment : undefined;
  const earliest = Math.max(after, (startDate ?? createdAt) - 1);
  const next =
    parsed.kind === 'cron' ? nextCron(parsed.cron, timeZone, earliest) : nextOfRate(parsed, timing, earliest);
  return next === undefined || (endDate !== undefined && next > endDate) ? undefined : next;
}

function nextOfRate(
  { everyMs }: { readonly everyMs: number },
  { startDate, createdAt }: Timing,
  after: number,
): number {
  const first = startDate ?? createdAt;
  return first + Math.max(Math.floor((after - first) / everyMs) + 1, 0) * everyMs;
}
