import type { ServiceDependencies } from '../../service';
import { type Changes, DurableMap } from '../../store';

/** What is measured. */
export interface Metric {
  readonly accountId: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
}

/** All values of one minute, in one unit. */
export interface Datapoint extends Metric {
  /** Beginning of the minute, in milliseconds since the epoch. */
  readonly minute: number;
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Something that waits at this moment: its age is a value of every minute since. */
export interface Waiting {
  readonly metric: Metric;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

type Values = Pick<Datapoint, 'count' | 'sum' | 'minimum' | 'maximum'>;

export const MINUTE_MS = 60_000;

/** How long CloudWatch keeps anything at all (its user guide, "Metrics retention"). */
const KEPT_MS = 455 * 24 * 60 * MINUTE_MS;
/** Ages are told in one of these. */
const UNIT_MS: Readonly<Record<string, number>> = { Seconds: 1000, Milliseconds: 1 };

/**
 * What services measure, by minutes, durable. An age is measured when what has waited goes on, for every minute that it
 * waited, and before that by whoever knows what waits: a timer for each minute would let virtual time run on for ever.
 */
export class Datapoints {
  readonly #waiting: (() => readonly Waiting[])[] = [];

  private constructor(
    readonly deps: Pick<ServiceDependencies, 'clock' | 'store'>,
    readonly map: DurableMap<Datapoint>,
  ) {}

  static async load(deps: Pick<ServiceDependencies, 'clock' | 'store'>): Promise<Datapoints> {
    const datapoints = new Datapoints(deps, await DurableMap.load(deps.store, 'cloudwatch-datapoints'));
    const horizon = deps.clock.now() - KEPT_MS;
    for (const [key, { minute }] of datapoints.#entries()) if (minute < horizon) await datapoints.map.delete(key);
    return datapoints;
  }

  /** Adds one value, now unless told otherwise. */
  add(metric: Metric, value: number, changes: Changes, at = this.deps.clock.now()): void {
    this.merge(metric, { count: 1, sum: value, minimum: value, maximum: value }, changes, at);
  }

  /** Adds the values that these are the statistics of. */
  merge(metric: Metric, values: Values, changes: Changes, at: number): void {
    const minute = minuteOf(at);
    const key = keyOf(metric, minute);
    changes.set(this.map, key, { ...metric, minute, ...merged(this.map.get(key), values) });
  }

  /** What had waited since then waits no longer. */
  waited(waiting: Waiting, changes: Changes): void {
    for (const { minute, age } of this.#agesOf(waiting)) this.add(waiting.metric, age, changes, minute);
  }

  /** Asks for what waits whenever somebody reads. */
  watch(waiting: () => readonly Waiting[]): void {
    this.#waiting.push(waiting);
  }

  /** Of every minute that is over, in no order. */
  all(accountId: string): readonly Datapoint[] {
    const found = new Map<string, Datapoint>();
    for (const [key, each] of this.#entries()) if (each.accountId === accountId) found.set(key, each);
    for (const waiting of this.#waiting.flatMap((each) => each())) {
      if (waiting.metric.accountId !== accountId) continue;
      for (const { minute, age } of this.#agesOf(waiting)) {
        const key = keyOf(waiting.metric, minute);
        const values = { count: 1, sum: age, minimum: age, maximum: age };
        found.set(key, { ...waiting.metric, minute, ...merged(found.get(key), values) });
      }
    }
    const now = this.deps.clock.now();
    return [...found.values()].filter(({ minute }) => minute + MINUTE_MS <= now);
  }

  /** As old as it was at the end of each minute, in the metric's own unit. */
  *#agesOf({ metric: { unit }, since }: Waiting): Generator<{ readonly minute: number; readonly age: number }> {
    const now = this.deps.clock.now();
    for (let minute = minuteOf(since); minute <= now; minute += MINUTE_MS)
      yield { minute, age: (Math.min(minute + MINUTE_MS, now) - since) / (UNIT_MS[unit] ?? 1) };
  }

  #entries(): [string, Datapoint][] {
    return this.map.keys().map((key) => [key, this.map.get(key)!]);
  }
}

export const minuteOf = (time: number): number => Math.floor(time / MINUTE_MS) * MINUTE_MS;

/** Values of two units are no values of one metric: nothing converts them. */
const keyOf = (metric: Metric, minute: number): string => `${seriesOf(metric)} ${metric.unit} ${minute}`;

/** One text for one metric of one account. */
export function seriesOf({ accountId, namespace, name, dimensions }: Metric): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([accountId, namespace, name, sorted]);
}

const merged = (known: Values | undefined, { count, sum, minimum, maximum }: Values): Values => ({
  count: (known?.count ?? 0) + count,
  sum: (known?.sum ?? 0) + sum,
  minimum: Math.min(known?.minimum ?? minimum, minimum),
  maximum: Math.max(known?.maximum ?? maximum, maximum),
});

/** The values of several minutes as one. */
export const together = (all: readonly Values[]): Values =>
  all.reduce<Values | undefined>((known, each) => merged(known, each), undefined)!;
