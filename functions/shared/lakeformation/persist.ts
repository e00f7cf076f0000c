import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { verdictOf } from '../../../core/errors/verdicts';
import { classify, ServiceThrottledError, ServiceUnavailableError } from '../service-errors';

export interface Patience {
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** 0 to 1, exclusive. */
  readonly random: () => number;
}

/** Beside the SDK's own three: for concurrent changes, which it does not retry. */
const MAX_ATTEMPTS = 8;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8000;

/**
 * Repeats what may succeed later, with full jitter. Throws the last error; what may still pass by itself is named
 * `ServiceThrottledError` or `ServiceUnavailableError`, which the machine retries.
 */
export async function persist<T>(patience: Patience, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (attempt >= MAX_ATTEMPTS) throw named(error);
      await pause(patience, attempt);
    }
  }
}

/** Changes of others at the same time are no throttling to the SDK, but the remedy is the same: later. */
function named(error: unknown): unknown {
  if (error instanceof Error && isListedToPass(codeOf(error), error.message)) {
    return new ServiceThrottledError(`${codeOf(error)}: ${error.message}`, { cause: error });
  }
  return classify(error);
}

/**
 * As {@link persist}, for answers that list what failed: repeats with what may succeed later, answers with the rest.
 */
export async function persistWithRest<Item, Failure>(
  patience: Patience,
  items: readonly Item[],
  act: (items: readonly Item[]) => Promise<readonly Failed<Item, Failure>[]>,
): Promise<readonly Failed<Item, Failure>[]> {
  const refused: Failed<Item, Failure>[] = [];
  let left = items;
  for (let attempt = 1; left.length > 0; attempt++) {
    const failed = await act(left);
    const again = attempt < MAX_ATTEMPTS ? failed.filter(({ mayPass: passes }) => passes) : [];
    refused.push(...failed.filter((each) => !again.includes(each)));
    left = again.map(({ item }) => item);
    if (left.length > 0) await pause(patience, attempt);
  }
  return refused;
}

export interface Failed<Item, Failure> {
  readonly item: Item;
  readonly failure: Failure;
  readonly mayPass: boolean;
}

const pause = ({ wait, random }: Patience, attempt: number): Promise<void> =>
  wait(random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));

/** Of a role that was made a moment ago, or that is gone. */
const UNKNOWN_PRINCIPAL = /Invalid principal/i;

/**
 * Lake Formation does not know the principal. It is worth repeating within a run, for a role that was made a moment
 * ago; after that the role is gone.
 */
export const isUnknownPrincipal = ({ message }: Error): boolean => UNKNOWN_PRINCIPAL.test(message);

/** Somebody else's change, throttling, or a fault of the service. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof ServiceThrottledError || error instanceof ServiceUnavailableError) return true;
  const sdkError = error as Parameters<typeof isThrottlingError>[0];
  return (
    passes(codeOf(error), error.message) ||
    isThrottlingError(sdkError) ||
    isServerError(sdkError) ||
    isTransientError(sdkError)
  );
}

/** Refusals inside an answer carry the service's code beside their own name. */
const codeOf = (error: Error & { readonly code?: unknown }): string =>
  typeof error.code === 'string' ? error.code : error.name;

export const passes = (code: string, message: string): boolean =>
  isListedToPass(code, message) || UNKNOWN_PRINCIPAL.test(message);

const isListedToPass = (code: string, message: string): boolean => verdictOf({ code, message }) === 'retry';
