import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from './clock';

/** One invocation of a function that runs in this process. */
interface Invocation {
  isOver: boolean;
}

const current = new AsyncLocalStorage<Invocation>();
let inUse = 0;

/**
 * Invocations are told apart until the returned function is called; call it once. Up to Node 22 a storage that was used
 * makes every promise of the process dearer, for each storage more: a test suite that loads this file anew for each of
 * its files spends an eighth of its time on those it leaves behind.
 */
export function tellInvocationsApart(): () => void {
  inUse++;
  return () => {
    if (--inUse === 0) current.disable();
  };
}

export interface Bounds {
  /** By the clock, in which virtual time stands still while a function computes. @default no bound */
  readonly virtualSeconds?: number;
  readonly realSeconds: number;
  /** The error of an invocation that takes longer. */
  readonly late: () => Error;
}

/**
 * Runs a function's work within its bounds. The answer of work that takes longer is not waited for, and clients with
 * {@link DIES_WITH_ITS_INVOCATION} call nothing for it any more.
 */
export async function inTime<T>(
  clock: Clock,
  { virtualSeconds, realSeconds, late }: Bounds,
  work: () => Promise<T>,
): Promise<T> {
  const invocation: Invocation = { isOver: false };
  let end: () => void = () => {};
  const timeIsUp = new Promise<void>((resolve) => {
    end = resolve;
  });
  const startedAt = performance.now();
  const timer = virtualSeconds === undefined ? undefined : clock.at(clock.now() + virtualSeconds * 1000, end);
  const real = setTimeout(end, realSeconds * 1000).unref();
  const isLate = (): boolean => performance.now() - startedAt > realSeconds * 1000;
  try {
    const answer = await Promise.race([
      current.run(invocation, work),
      timeIsUp.then(() => {
        throw late();
      }),
    ]);
    // work that never let go of the processor kept the timers from firing
    if (isLate()) throw late();
    return answer;
  } finally {
    invocation.isOver = true;
    timer?.cancel();
    clearTimeout(real);
  }
}

interface HttpHandler {
  handle(request: never, options: never): Promise<never>;
  destroy?(): void;
  updateHttpClientConfig?(key: never, value: never): void;
  httpHandlerConfigs?(): object;
}

interface WithHttpHandler {
  httpHandler(): HttpHandler;
  setHttpHandler(handler: HttpHandler): void;
}

/** As on AWS, where the end of an invocation freezes or kills what it left running: such calls wait for ever. */
const untilOver = (inner: HttpHandler): HttpHandler => ({
  handle: (request, options) =>
    current.getStore()?.isOver === true ? new Promise(() => {}) : inner.handle(request, options),
  destroy: () => inner.destroy?.(),
  updateHttpClientConfig: (key, value) => inner.updateHttpClientConfig?.(key, value),
  httpHandlerConfigs: () => inner.httpHandlerConfigs?.() ?? {},
});

/** Of any SDK client's configuration. */
export const DIES_WITH_ITS_INVOCATION = {
  configure: (client: object): void => {
    const { httpHandler, setHttpHandler } = client as WithHttpHandler;
    setHttpHandler.call(client, untilOver(httpHandler.call(client)));
  },
};
