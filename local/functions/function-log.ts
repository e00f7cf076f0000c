import { appendFileSync } from 'node:fs';
import type { Log } from '../../functions/shared/log';
import type { FunctionHandler } from '../../packages/local-aws/services/lambda';

/** The log of a function, by the name that it is deployed with. */
export type LogOf = (functionName: string) => Log;

/**
 * Appends warnings and errors to one file, a JSON line each with the members that the log on AWS has. Other lines are
 * left out: they would fill the disk of a runtime that stays up.
 */
export const logFile =
  (file: string, now: () => number): LogOf =>
  (service) => {
    const writing =
      (level: string) =>
      (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
        const line = { level, message, timestamp: new Date(now()).toISOString(), service, ...fields };
        appendFileSync(file, `${JSON.stringify(line)}\n`);
      };
    return { info() {}, warn: writing('WARN'), error: writing('ERROR') };
  };

/** As Lambda does on AWS: what a handler throws stands in the function's log. */
export const loggingFailures =
  (handler: FunctionHandler, log: Log): FunctionHandler =>
  async (payload, context) => {
    try {
      return await handler(payload, context);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      log.error('Invoke Error', { errorType: name, errorMessage: message });
      throw error;
    }
  };
