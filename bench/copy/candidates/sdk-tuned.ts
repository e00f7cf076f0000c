import { copyWithSdk } from './sdk';

const SOCKETS = 256;

/** As many sockets as pay, and more attempts. */
export const run = (): Promise<number> =>
  copyWithSdk({ maxAttempts: 8, requestHandler: { httpAgent: { maxSockets: SOCKETS, keepAlive: true } } }, SOCKETS);
