import type { ProgressCause } from './progress';

/** Values of one metric by the beginning of their period, in milliseconds since the epoch. A period may lack one. */
export type Series = ReadonlyMap<number, number>;

/** What CloudWatch says of one entry. Ages are in milliseconds. */
export interface Measured {
  /** Beginnings of the periods that were asked for. All of them are over for {@link METRIC_DELAY_MS}. */
  readonly periods: readonly number[];
  readonly periodMs: number;
  /** Records that came into the Kinesis stream. */
  readonly incoming: Series;
  /** Records that Firehose read there. */
  readonly read: Series;
  /** How far a reader of the stream is behind. */
  readonly behind: readonly Series[];
  /** Age of the oldest record in Firehose. */
  readonly freshness: Series;
  /** Of each table: age of the oldest change that is not in the stream. */
  readonly tables: ReadonlyMap<string, Series>;
}

export interface Judgement {
  /** Milliseconds since the epoch; undefined when it is not known. */
  readonly deliveredThrough: number | undefined;
  readonly because: ProgressCause;
}

/** Values of CloudWatch come so late: AWS names no limit, they are seen after two or three minutes. */
export const METRIC_DELAY_MS = 5 * 60_000;

/**
 * A stage without values has nothing to do when so long no record came in. A buffer of Firehose waits for 15 minutes at
 * most, and whatever waits there has an age in every minute. UNCONFIRMED on AWS: whether an idle stream has ages at
 * all. Both are safe: an age of 0 says the same, and rows that come after all make their date be published again.
 */
const QUIET_MS = 20 * 60_000;

type AgeAt = (period: number) => number | undefined;

/**
 * Every stage says of a moment in the past how old its oldest record was: whatever had come before that is through. A
 * change passes through three of them, so they are chained from the end. Firehose had delivered all that it had read
 * by A; it had read by A all that was in the stream at B; the tables had sent by B all that had changed before C.
 */
export function judgeProgress(measured: Measured): Judgement {
  const { periods, tables } = measured;
  const newest = periods.at(-1);
  if (newest === undefined) return unknown('CloudWatch has no period that is over yet.');
  const isQuiet = quietPeriods(measured);
  const delivery: AgeAt = (at) => measured.freshness.get(at) ?? (isQuiet(at) ? 0 : undefined);
  const isAllRead = sumOf(measured.read) >= sumOf(measured.incoming);
  const stream: AgeAt = (at) => oldestOf(measured.behind, at) ?? (isQuiet(at) && isAllRead ? 0 : undefined);
  const read = through(periods, delivery, newest);
  if (read === undefined) return unknown('Records come in, and CloudWatch has no DeliveryToS3.DataFreshness of them.');
  const arrived = through(periods, stream, read);
  if (arrived === undefined)
    return unknown('Records came in, and CloudWatch has no age by which Firehose reads them from the stream.');
  const sent = [...tables].map(([table, ages]) => ({
    table,
    // DynamoDB tells an age while something waits
    until: through(periods, (at) => ages.get(at) ?? 0, arrived),
  }));
  const unsent = sent.find(({ until }) => until === undefined);
  if (unsent !== undefined) return unknown(`Nothing is known of ${unsent.table} before ${textOf(arrived)}.`);
  const last = sent.reduce<{ readonly table?: string; readonly until: number }>(
    (least, { table, until }) => (until! < least.until ? { table, until: until! } : least),
    { until: arrived },
  );
  return { deliveredThrough: last.until, because: causeOf({ newest, read, arrived, last }) };
}

interface Chain {
  readonly newest: number;
  readonly read: number;
  readonly arrived: number;
  readonly last: { readonly table?: string; readonly until: number };
}

/** Names the stage in which most time passes. */
function causeOf({ newest, read, arrived, last }: Chain): ProgressCause {
  const stages: readonly (ProgressCause & { readonly ms: number })[] = [
    {
      ...{ stage: 'delivery', ms: newest - read },
      says: `Firehose has delivered what it had read by ${textOf(read)} (DeliveryToS3.DataFreshness).`,
    },
    {
      ...{ stage: 'stream', ms: read - arrived },
      says: `Firehose has read what was in the stream by ${textOf(arrived)} (GetRecords.IteratorAgeMilliseconds).`,
    },
    ...(last.table === undefined
      ? []
      : [
          {
            ...{ stage: 'table' as const, table: last.table, ms: arrived - last.until },
            says: `DynamoDB has sent what changed in ${last.table} by ${textOf(last.until)} (AgeOfOldestUnreplicatedRecord).`,
          },
        ]),
  ];
  const { ms: _ms, ...cause } = stages.reduce((longest, each) => (each.ms > longest.ms ? each : longest));
  return cause;
}

/** The latest time before which all is through, as a period until `limit` tells. Every period tells the truth. */
function through(periods: readonly number[], age: AgeAt, limit: number): number | undefined {
  const told = periods.filter((at) => at <= limit).map((at) => [at, age(at)] as const);
  const known = told.flatMap(([at, ms]) => (ms === undefined ? [] : [at - ms]));
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Whether no record has come in for so long. Before the first period nothing is known, so it is not quiet there. */
function quietPeriods({ periods, periodMs, incoming }: Measured): (at: number) => boolean {
  const busy = periods.filter((at) => (incoming.get(at) ?? 0) > 0);
  return (at) => {
    const lastBusy = busy.filter((each) => each <= at).at(-1) ?? periods[0]! - periodMs;
    return at - lastBusy > QUIET_MS;
  };
}

const oldestOf = (all: readonly Series[], at: number): number | undefined => {
  const ages = all.flatMap((each) => each.get(at) ?? []);
  return ages.length === 0 ? undefined : Math.max(...ages);
};

const sumOf = (series: Series): number => [...series.values()].reduce((sum, each) => sum + each, 0);

const unknown = (says: string): Judgement => ({ deliveredThrough: undefined, because: { stage: 'unknown', says } });

const textOf = (time: number): string => new Date(time).toISOString();
