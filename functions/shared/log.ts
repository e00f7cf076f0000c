/** Structured log and metrics as a handler sees them; Powertools for AWS Lambda stands behind both on AWS. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** One data point, CloudWatch's own units. */
export type RecordMetric = (
  name: string,
  unit: 'Count' | 'Bytes' | 'Seconds' | 'Milliseconds',
  value: number,
  dimensions?: Readonly<Record<string, string>>,
) => void;

/** Says nothing: for tests, and for the local runtime unless it is given a log. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
