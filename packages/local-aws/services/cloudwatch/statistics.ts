import type { Dimension } from '@aws-sdk/client-cloudwatch';
import { type Datapoint, MINUTE_MS, together } from './datapoints';
import { invalidValue } from './errors';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SHORT_PERIODS = [1, 5, 10, 20, 30];

/** One metric over a time, in periods. */
export interface Asked {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  /** Seconds. */
  readonly period: number;
  readonly unit?: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
}

export interface PeriodValues {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly SampleCount: number;
  readonly Sum: number;
  readonly Minimum: number;
  readonly Maximum: number;
  readonly Average: number;
  readonly unit: string;
}

export const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Throws for a statistic that AWS does not know, or that is not served. */
export function checkedStatistic(stat: string | undefined): Statistic {
  const found = STATISTICS.find((each) => each === stat);
  if (found !== undefined) return found;
  throw invalidValue(`The statistic ${stat} is not served locally: ${STATISTICS.join(', ')} are.`);
}

export function checkPeriod(period: number | undefined): number {
  if (period !== undefined && (SHORT_PERIODS.includes(period) || (period >= 60 && period % 60 === 0))) return period;
  throw invalidValue(`Period must be 1, 5, 10, 20, 30, or a multiple of 60. It is ${period}.`);
}

/** Oldest first; one for each unit of a period. A period without a value is not there. */
export function valuesOf(all: readonly Datapoint[], asked: Asked, now: number): PeriodValues[] {
  const periodMs = Math.max(asked.period * 1000, MINUTE_MS);
  const start = roundedStart(asked, now);
  const horizon = now - keptFor(asked.period);
  const groups = new Map<string, { readonly timestamp: number; readonly unit: string; readonly own: Datapoint[] }>();
  for (const each of all) {
    const timestamp = Math.floor(each.minute / periodMs) * periodMs;
    const isAsked = timestamp >= start && timestamp < asked.end && each.minute >= horizon;
    if (!isAsked || !isOf(each, asked)) continue;
    const { unit } = each;
    const group = groups.get(`${timestamp} ${unit}`) ?? { timestamp, unit, own: [] };
    group.own.push(each);
    groups.set(`${timestamp} ${unit}`, group);
  }
  return [...groups.values()]
    .sort((a, b) => a.timestamp - b.timestamp)
    .map(({ timestamp, unit, own }) => {
      const { count, sum, minimum: Minimum, maximum: Maximum } = together(own);
      return { timestamp, SampleCount: count, Sum: sum, Minimum, Maximum, Average: sum / count, unit };
    });
}

/** Without every dimension of a metric nothing is found: CloudWatch aggregates over none. */
function isOf({ namespace, name, dimensions, unit }: Datapoint, asked: Asked): boolean {
  if (namespace !== asked.namespace || name !== asked.name) return false;
  if (asked.unit !== undefined && asked.unit !== unit) return false;
  const names = Object.keys(dimensions);
  return (
    names.length === asked.dimensions.length &&
    asked.dimensions.every(({ Name = '', Value }) => dimensions[Name] === Value)
  );
}

/** Values of so short a period are kept so long (User Guide, "Metrics retention"). */
const keptFor = (period: number): number =>
  period < 60 ? 3 * HOUR_MS : period < 300 ? 15 * DAY_MS : period < 3600 ? 63 * DAY_MS : 455 * DAY_MS;

/** API Reference, "GetMetricData", StartTime. */
function roundedStart({ start }: Asked, now: number): number {
  const age = now - start;
  const stepMs = age <= 15 * DAY_MS ? MINUTE_MS : age <= 63 * DAY_MS ? 5 * MINUTE_MS : HOUR_MS;
  return Math.floor(start / stepMs) * stepMs;
}
