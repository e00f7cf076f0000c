import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import type { Context } from 'aws-lambda';
import { METRICS_NAMESPACE, SERVICE_NAME } from '../../core/telemetry';
import { ENV } from './env';
import type { Log, RecordMetric } from './log';

/**
 * Powertools for AWS Lambda behind the plain {@link Log} and {@link RecordMetric} that handlers see. Only the entries
 * (`index.ts`) import this file: a handler under test, or in the local runtime, brings its own.
 */

const loggers = new Set<Logger>();

/**
 * Structured JSON log of one function; lines carry the request id of the invocation. `POWERTOOLS_LOG_LEVEL` sets the
 * level.
 */
export function createLog(service: string): Log {
  const logger = new Logger({ serviceName: service });
  loggers.add(logger);
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
}

export interface FunctionMetrics {
  readonly record: RecordMetric;
  /** Writes what has gathered as embedded metric format. */
  publish(): void;
}

/**
 * Metrics of one function in the installation's namespace, `Lakeferry` by default. Data points with dimensions of their
 * own are written at once.
 */
export function createMetrics(service: string): FunctionMetrics {
  const namespace = process.env[ENV.metricsNamespace] ?? METRICS_NAMESPACE;
  const metrics = new Metrics({ namespace, serviceName: service });
  return {
    record: (name, unit, value, dimensions) => {
      if (dimensions === undefined) metrics.addMetric(name, unit, value);
      else
        metrics
          .singleMetric()
          .addDimensions({ ...dimensions })
          .addMetric(name, unit, value);
    },
    publish: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}

const tracer = new Tracer({ serviceName: SERVICE_NAME });

/**
 * Calls of this SDK client become X-Ray subsegments. Nothing happens outside Lambda or where `POWERTOOLS_TRACE_ENABLED`
 * is `false`.
 */
export const traced = <T>(client: T): T => tracer.captureAWSv3Client(client);

/** A Lambda entry: runs the handler, then publishes its metrics, also when it throws. */
export const lambdaEntry =
  <Input, Output>(metrics: FunctionMetrics, handler: (input: Input) => Promise<Output>) =>
  async (input: Input, context: Context): Promise<Output> => {
    for (const logger of loggers) logger.addContext(context);
    try {
      return await handler(input);
    } finally {
      metrics.publish();
    }
  };
