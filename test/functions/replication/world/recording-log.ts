import type { Log, RecordMetric } from '../../../../functions/shared/log';

/** Keeps everything that was said and measured. */
export class RecordingLog implements Log {
  readonly lines: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  readonly metrics: { readonly name: string; readonly value: number; readonly dimensions?: object }[] = [];

  info = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    this.lines.push({ message, fields });
  };
  warn = this.info;
  error = this.info;

  readonly metric: RecordMetric = (name, _unit, value, dimensions) => {
    this.metrics.push({ name, value, dimensions });
  };

  /** How often an event was told. */
  count = (event: string): number => this.lines.filter(({ fields }) => fields.event === event).length;

  sum = (name: string): number =>
    this.metrics.filter((each) => each.name === name).reduce((sum, { value }) => sum + value, 0);
}
