/**
 * EventBridge Scheduler's `rate(…)` and `cron(…)`, so far as a mistake can be seen in the text.
 * Source: EventBridge Scheduler User Guide, "Schedule types".
 */

interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Values that may be written instead of numbers. */
  readonly words?: readonly string[];
  /** Takes `?`, `L`, `W` or `#`. */
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const CRON_FIELDS: readonly CronField[] = [
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31, special: /^(\?|L|LW|\d{1,2}W)$/ },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of week', min: 1, max: 7, words: DAYS, special: /^(\?|L|[1-7A-Z]{1,3}L|[1-7A-Z]{1,3}#[1-5])$/ },
  { name: 'year', min: 1970, max: 2199 },
];

/** What is wrong with a schedule; `undefined` when nothing is. */
export function judgeSchedule(expression: string): string | undefined {
  const [, kind, body] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return judgeRate(body!);
  if (kind === 'cron') return judgeCron(body!);
  if (kind === 'at') return 'happens once: use cron(…) or rate(…).';
  if (expression.trim().split(/\s+/).length === 5) {
    return `is a Unix crontab line: write cron(minutes hours day-of-month month day-of-week year), for example 'cron(0 2 * * ? *)'.`;
  }
  return "is neither cron(…) nor rate(…): use for example 'cron(0 2 * * ? *)' or 'rate(1 day)'.";
}

function judgeRate(body: string): string | undefined {
  if (/^[1-9]\d* (minute|minutes|hour|hours|day|days)$/.test(body)) return undefined;
  return "is not a valid rate: write a positive whole number and minutes, hours or days, for example 'rate(12 hours)'.";
}

function judgeCron(body: string): string | undefined {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== CRON_FIELDS.length) {
    return `has ${fields.length} fields, cron takes 6: minutes hours day-of-month month day-of-week year, for example 'cron(0 2 * * ? *)'.`;
  }
  const wrong = CRON_FIELDS.findIndex((field, i) => !isCronField(fields[i]!, field));
  if (wrong >= 0) {
    const { name, min, max } = CRON_FIELDS[wrong]!;
    return `has '${fields[wrong]}' as ${name}: use ${min} to ${max}, *, a list, a range or a step.`;
  }
  if ((fields[2] === '?') === (fields[4] === '?')) {
    return "must have ? in exactly one of day-of-month and day-of-week, for example 'cron(0 2 * * ? *)'.";
  }
  return undefined;
}

const isCronField = (text: string, field: CronField): boolean =>
  text.split(',').every((part) => field.special?.test(part) === true || isCronRange(part, field));

function isCronRange(part: string, field: CronField): boolean {
  const [range = '', step] = part.split('/');
  if (step !== undefined && !/^[1-9]\d*$/.test(step)) return false;
  if (range === '*') return true;
  const ends = range.split('-');
  return ends.length <= 2 && ends.every((end) => isCronValue(end, field));
}

function isCronValue(text: string, { min, max, words = [] }: CronField): boolean {
  if (words.includes(text.toUpperCase())) return true;
  return /^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max;
}
