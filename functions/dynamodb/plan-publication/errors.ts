import { LONGEST_WAIT_HOURS } from '../../../core/dynamodb/publication/judge-date';

/** Changes of the date have not arrived for a day. */
export class DateUnfinishedError extends Error {
  override readonly name = 'DateUnfinishedError';
  constructor(entry: string, through: string, why: string) {
    super(
      `${through} of ${entry} is not finished after ${LONGEST_WAIT_HOURS} hours: ${why}. Mend the delivery ` +
        `(lakeferry dynamodb status ${entry}), then redrive: it waits as long again. Nothing was published or lost.`,
    );
  }
}
