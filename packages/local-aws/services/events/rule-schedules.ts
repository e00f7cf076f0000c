import { inBackground } from '../../background';
import type { Clock, Timer } from '../../clock';
import type { ServiceError } from '../../service';
import { nextTime, parseExpression } from '../scheduler/expression';
import { ruleKey, validation } from './names';
import type { RuleRecord } from './rule-record';

/** Fires rules by rate and by cron, in UTC. What was due while nothing ran is not made up for. */
export class RuleSchedules {
  readonly #timers = new Map<string, { readonly timer: Timer; readonly schedule: string }>();

  constructor(
    private readonly clock: Clock,
    private readonly fire: (key: string) => Promise<void>,
  ) {}

  /** A rule that is said again with the same schedule keeps its times. */
  arm(rule: RuleRecord): void {
    const { schedule, enabled } = rule;
    const key = ruleKey(rule.account, rule.bus, rule.name);
    if (enabled && schedule !== undefined && this.#timers.get(key)?.schedule === schedule) return;
    this.disarm(key);
    if (!enabled || schedule === undefined) return;
    this.#next(key, schedule, this.clock.now());
  }

  disarm(key: string): void {
    this.#timers.get(key)?.timer.cancel();
    this.#timers.delete(key);
  }

  close(): void {
    for (const key of [...this.#timers.keys()]) this.disarm(key);
  }

  /** A rule by rate is due after its interval for the first time. */
  #next(key: string, schedule: string, createdAt: number): void {
    const timing = { expression: schedule, timeZone: 'UTC', createdAt };
    const due = nextTime(timing, Math.max(createdAt, this.clock.now()));
    if (due === undefined) return;
    const fire = (): void => {
      this.#next(key, schedule, createdAt);
      inBackground('events', () => this.clock.hold(() => this.fire(key)));
    };
    this.#timers.set(key, { schedule, timer: this.clock.at(due, fire, 'follows') });
  }
}

const RATE = /^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$/;

/** Throws ValidationException. Rules have no `at`, and their rates say one minute or two minutes, as English does. */
export function checkSchedule(text: string): void {
  const refused: ServiceError = validation('Parameter ScheduleExpression is not valid.');
  if (text.startsWith('rate(') ? !RATE.test(text) : !text.startsWith('cron(')) throw refused;
  try {
    parseExpression(text, 'UTC');
  } catch {
    throw refused;
  }
}
