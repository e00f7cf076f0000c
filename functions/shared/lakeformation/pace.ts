import {
  GetDataLakeSettingsCommand,
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  type LakeFormationClient,
  ListDataCellsFilterCommand,
  ListLakeFormationOptInsCommand,
  ListLFTagExpressionsCommand,
  ListPermissionsCommand,
  ListResourcesCommand,
  SearchDatabasesByLFTagsCommand,
  SearchTablesByLFTagsCommand,
} from '@aws-sdk/client-lakeformation';
import { isThrottlingError } from '@smithy/core/retry';
import { isThrottled as saysThrottled } from '../../../core/errors/verdicts';

/** Requests a second. */
export interface Rates {
  readonly reads: number;
  readonly writes: number;
}

/**
 * AWS publishes no rates of Lake Formation: these are assumed. Where they are too high, throttling lowers them; where
 * they are too low, answers raise them up to {@link HIGHEST_SHARE} times.
 */
export const ASSUMED_RATES: Rates = { reads: 10, writes: 5 };

/** The pace is not lowered below this share of its rate: ten times as slow still comes to an end. */
const LOWEST_SHARE = 0.1;
/** What one answer gives back of the rate; full speed is reached again after fifty answers or fewer. */
const RECOVERED_SHARE = 0.02;
/** What one answer adds near a pace that was refused, and beyond the assumed one: two hundred answers double that. */
const PROBED_SHARE = 0.005;
/** More than that is not tried: others in the account need their part. */
const HIGHEST_SHARE = 4;
/** Of a pace that was refused, what is safe. */
const SAFE_SHARE = 0.8;
/** Requests that may start at once after a pause, in seconds of the rate. */
const BURST_SECONDS = 1;

export interface PaceEffects {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** @default {@link ASSUMED_RATES} */
  readonly rates?: Rates;
}

type Kind = keyof Rates;

/**
 * Spreads requests to Lake Formation over time. A throttled request halves the pace of its kind, each answer gives a
 * little back. Beyond the assumed rates it is tried carefully: the first refusal there sets the limit for good.
 */
export class Pace {
  readonly #lanes: Readonly<Record<Kind, Lane>>;

  constructor({ rates = ASSUMED_RATES, ...effects }: PaceEffects) {
    this.#lanes = { reads: new Lane(rates.reads, effects), writes: new Lane(rates.writes, effects) };
  }

  async run<T>(kind: Kind, act: () => Promise<T>): Promise<T> {
    const lane = this.#lanes[kind];
    const turn = await lane.turn();
    try {
      const result = await act();
      lane.recover();
      return result;
    } catch (error) {
      if (isThrottled(error)) lane.slowDown(turn);
      throw error;
    }
  }
}

/** Turns at equal distances; a pause lets up to {@link BURST_SECONDS} of them pass at once. */
class Lane {
  #share = 1;
  #highest = HIGHEST_SHARE;
  /** Up to it the pace comes back fast. */
  #safe = 1;
  /** When the next turn is due. */
  #due = 0;
  /** Counts the times that it was slowed down. */
  #slowed = 0;

  constructor(
    readonly perSecond: number,
    readonly effects: Pick<PaceEffects, 'now' | 'wait'>,
  ) {}

  /** Returns what {@link slowDown} wants to know of the request. */
  async turn(): Promise<number> {
    const now = this.effects.now();
    this.#due = Math.max(this.#due, now - BURST_SECONDS * 1000) + 1000 / (this.perSecond * this.#share);
    if (this.#due > now) await this.effects.wait(this.#due - now);
    return this.#slowed;
  }

  /** Requests that began together are refused together, and that counts once. */
  slowDown(turn: number): void {
    if (turn !== this.#slowed) return;
    this.#slowed += 1;
    this.#safe = Math.min(1, this.#share * SAFE_SHARE);
    if (this.#share > 1) {
      this.#highest = Math.max(1, this.#share * SAFE_SHARE);
      this.#share = this.#highest;
    } else this.#share = Math.max(LOWEST_SHARE, this.#share / 2);
  }

  recover(): void {
    const gain = this.#share < this.#safe ? RECOVERED_SHARE : PROBED_SHARE;
    this.#share = Math.min(this.#highest, this.#share + gain);
  }
}

const isThrottled = (error: unknown): boolean =>
  error instanceof Error &&
  (isThrottlingError(error as Parameters<typeof isThrottlingError>[0]) ||
    saysThrottled({ code: error.name, message: error.message }));

/** Bundles are minified, so the names of the classes say nothing. */
const READS = [
  GetDataLakeSettingsCommand,
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  ListDataCellsFilterCommand,
  ListLakeFormationOptInsCommand,
  ListLFTagExpressionsCommand,
  ListPermissionsCommand,
  ListResourcesCommand,
  SearchDatabasesByLFTagsCommand,
  SearchTablesByLFTagsCommand,
];

/** The client at that pace; what is not known to read counts as a write. */
export function paced(
  client: Pick<LakeFormationClient, 'send'>,
  pace: Pick<Pace, 'run'>,
): Pick<LakeFormationClient, 'send'> {
  const sendOnce = client.send.bind(client) as (...call: unknown[]) => Promise<unknown>;
  const send = (...call: [object, ...unknown[]]) => {
    const kind = READS.some((read) => call[0] instanceof read) ? 'reads' : 'writes';
    return pace.run(kind, () => sendOnce(...call));
  };
  // the SDK's `send` is overloaded for callbacks, which nobody here uses
  return { send } as Pick<LakeFormationClient, 'send'>;
}

/** For services that throttle nobody. */
export const UNPACED: Pick<Pace, 'run'> = { run: (_kind, act) => act() };
