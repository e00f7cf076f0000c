import { copyWithSdk } from './sdk';

const SOCKETS = 256;

/** The SDK's own rate limiter. */
export const run = (): Promise<number> =>
  copyWithSdk(
    { retryMode: 'adaptive', maxAttempts: 8, requestHandler: { httpAgent: { maxSockets: SOCKETS, keepAlive: true } } },
    SOCKETS,
  );
