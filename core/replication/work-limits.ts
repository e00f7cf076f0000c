/** What a function takes up itself, and for how long. */

/**
 * Where an output has a machine for large objects, larger ones go there: a function copies about 1 GiB in 20 seconds.
 */
export const LARGE_BYTES = 1024 ** 3;

/** A whole virtual CPU. */
export const FUNCTION_MEMORY_MB = 1769;

/** Of the function. The queue hides a message for six times as long, as AWS recommends. */
export const FUNCTION_TIMEOUT_SECONDS = 160;
export const VISIBILITY_SECONDS = 6 * FUNCTION_TIMEOUT_SECONDS;

/** No object and no part is begun later than this after the start. */
export const WORK_MS = 120_000;

/** Longer than the function lives: nobody takes a key from one that is still at work. */
export const LEASE_MS = (FUNCTION_TIMEOUT_SECONDS + 20) * 1000;

/** A copy that was taken up so often and did not end goes to the machine, which has more time. */
export const MOST_TRIES_IN_FUNCTION = 3;
