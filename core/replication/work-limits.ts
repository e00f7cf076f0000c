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

/**
 * Of a machine, which renews it with each range of parts: longer than a function of it takes with its retries. Whoever
 * finds it over takes the object up anew, and what was sent is kept.
 */
export const MACHINE_LEASE_MS = 60 * 60_000;

/** No part is begun later than this after the start of copy-parts: what is left suffices for parts of 5 GiB. */
export const PARTS_WORK_MS = 600_000;
