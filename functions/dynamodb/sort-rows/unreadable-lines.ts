import { SORT_EVENT, SORT_METRIC } from '../../../core/dynamodb/names';
import type { Log, RecordMetric } from '../../shared/log';

/** A file of something else would log as many lines as it has. */
const MOST_NAMED = 50;

/** Tells of lines that are no rows, by file and line, and of nothing that they hold. */
export class UnreadableLines {
  #count = 0;

  constructor(private readonly effects: { readonly log: Log; readonly metric: RecordMetric }) {}

  add(key: string, line: number, reason: string): void {
    if (++this.#count > MOST_NAMED) return;
    const message = `Line ${line} of ${key} is no row: ${reason}. It is not published, and stays where it is.`;
    this.effects.log.warn(message, { event: SORT_EVENT.lineUnreadable, key, line, reason });
  }

  /** Returns how many there were. */
  report(): number {
    const { log, metric } = this.effects;
    if (this.#count > MOST_NAMED) {
      const event = SORT_EVENT.linesNotNamed;
      log.warn(`${this.#count - MOST_NAMED} more lines are no rows.`, { event, lines: this.#count - MOST_NAMED });
    }
    metric(SORT_METRIC.unreadable, 'Count', this.#count);
    return this.#count;
  }
}
