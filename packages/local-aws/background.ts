/** Hears of a failure that no caller is waiting for. */
export type Report = (service: string, error: unknown) => void;

const reportToStderr: Report = (service, error) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`local AWS: ${service}: work in the background failed, the runtime goes on. ${text}\n`);
};

/**
 * Runs work that no caller awaits. A failure is reported under the service's name and ends nothing else: without this,
 * Node ends the whole process for one rejected promise.
 */
export function inBackground(service: string, work: () => Promise<unknown>, report: Report = reportToStderr): void {
  try {
    work().catch((error: unknown) => report(service, error));
  } catch (error) {
    report(service, error);
  }
}

/**
 * The last net of a process that must stay up: reports rejected promises of libraries and of our own mistakes instead
 * of ending. Returns the function that takes the net away.
 */
export function catchStrayRejections(report: Report = reportToStderr): () => void {
  const listener = (reason: unknown): void => report('unknown service', reason);
  process.on('unhandledRejection', listener);
  return () => {
    process.off('unhandledRejection', listener);
  };
}
