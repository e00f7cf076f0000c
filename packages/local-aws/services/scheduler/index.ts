import { createHash } from 'node:crypto';
import { inBackground } from '../../background';
import type { Timer } from '../../clock';
import type { LocalService, ServiceDependencies } from '../../service';
import { DurableMap } from '../../store';
import { Deliveries, type Delivery, deliveryId, type TargetPorts } from '../events/deliveries';
import { nextTime } from './expression';
import { type ScheduleRecord, timingOf } from './record';
import { scheduleOperations } from './schedules';

export interface SchedulerDependencies extends ServiceDependencies, TargetPorts {
  /** Whether the service may assume a role. @default every role */
  readonly mayAssume?: (roleArn: string) => boolean;
}

export interface Scheduler {
  readonly service: LocalService;
  /**
   * Takes up the schedules and deliveries that an earlier process left. Of the times that were due meanwhile, each
   * schedule makes up for the last one.
   */
  resume(): Promise<void>;
  close(): void;
}

/** The service's own default: a day, 185 attempts. */
const MAX_EVENT_AGE_SECONDS = 86_400;
const MAX_ATTEMPTS = 185;

/**
 * EventBridge Scheduler: schedules by rate, by cron and at a time, in any time zone; delivery at least once, durable.
 */
export async function createScheduler(deps: SchedulerDependencies): Promise<Scheduler> {
  const { clock } = deps;
  const records = await DurableMap.load<ScheduleRecord>(deps.store, 'scheduler-schedules');
  const deliveries = await Deliveries.load(deps.store, clock, deps, 'scheduler-deliveries');
  const timers = new Map<string, Timer>();
  /** Of an earlier process: a change before they are taken up must not start what they missed, nor forget it. */
  const left = new Set(records.values().map(({ arn }) => arn));

  const disarm = (arn: string): void => {
    timers.get(arn)?.cancel();
    timers.delete(arn);
  };

  const arm = (record: ScheduleRecord): void => {
    disarm(record.arn);
    if (record.settings.State !== 'ENABLED') return;
    const due = nextTime(timingOf(record), record.dueAfter ?? record.createdAt - 1);
    if (due === undefined) return;
    const fire = (): void => inBackground('scheduler', () => clock.hold(() => deliver(record.arn, due)));
    const isOnce = record.settings.ScheduleExpression.startsWith('at(');
    timers.set(record.arn, clock.at(due, fire, isOnce ? 'leads' : 'follows'));
  };

  /** The delivery is in the store before the schedule moves on: a crash between them repeats it under its own name. */
  const deliver = async (arn: string, due: number): Promise<void> => {
    const record = records.get(arn);
    if (record === undefined || record.settings.State !== 'ENABLED') return;
    await deliveries.send([deliveryOf(record, due, clock.now())]);
    const current = records.get(arn);
    if (current === undefined) return;
    const next = { ...current, dueAfter: Math.max(current.dueAfter ?? 0, due) };
    if (nextTime(timingOf(next), due) === undefined && next.settings.ActionAfterCompletion === 'DELETE') {
      disarm(arn);
      await records.delete(arn);
      return;
    }
    await records.set(arn, next);
    arm(next);
  };

  const resumeSchedule = async (record: ScheduleRecord): Promise<void> => {
    const missed = lastMissed(record, clock.now());
    if (missed !== undefined) await deliver(record.arn, missed);
    else arm(record);
  };

  return {
    service: {
      name: 'scheduler',
      operations: scheduleOperations({
        partition: deps.partition,
        region: deps.region,
        now: () => clock.now(),
        get: (arn) => records.get(arn),
        all: () => records.values(),
        mayAssume: deps.mayAssume ?? (() => true),
        put: async (record) => {
          const before = records.get(record.arn);
          const stored = before === undefined || goesOn(before, record) ? record : { ...record, dueAfter: clock.now() };
          await records.set(stored.arn, stored);
          if (!left.has(stored.arn)) arm(stored);
        },
        remove: async (arn) => {
          left.delete(arn);
          disarm(arn);
          await records.delete(arn);
        },
      }),
    },
    resume: async () => {
      await deliveries.resume();
      const takenUp = records.values().filter(({ arn }) => left.delete(arn));
      for (const record of takenUp) await resumeSchedule(record);
    },
    close: () => {
      for (const arn of [...timers.keys()]) disarm(arn);
      deliveries.close();
    },
  };
}

/** Another expression, another time zone and a schedule that was disabled begin anew: nothing is made up for. */
const goesOn = (before: ScheduleRecord, after: ScheduleRecord): boolean =>
  before.settings.State === 'ENABLED' && JSON.stringify(timingOf(before)) === JSON.stringify(timingOf(after));

const LOOKS_BACK_MS = [3_600_000, 86_400_000, Infinity];

/** The last time that was due while nothing ran. */
function lastMissed(record: ScheduleRecord, now: number): number | undefined {
  if (record.settings.State !== 'ENABLED') return undefined;
  const timing = timingOf(record);
  const since = record.dueAfter ?? record.createdAt - 1;
  const isDue = (time: number | undefined): time is number => time !== undefined && time <= now;
  // a year of minutes is half a million steps: looks at the last hour first, then at the last day
  const near = LOOKS_BACK_MS.map((ms) => nextTime(timing, Math.max(since, now - ms))).find(isDue);
  if (near === undefined) return undefined;
  let missed = near;
  for (let next = nextTime(timing, missed); isDue(next); next = nextTime(timing, missed)) missed = next;
  return missed;
}

function deliveryOf({ arn, settings: { Target } }: ScheduleRecord, due: number, now: number): Delivery {
  const eventId = uuidOf(`${arn}/${due}`);
  return {
    id: deliveryId(eventId, arn, Target.Arn, 0),
    eventId,
    ruleArn: arn,
    targetArn: Target.Arn,
    roleArn: Target.RoleArn,
    input: inputOf(Target.Input, { arn, due, eventId }),
    attempts: 0,
    firstTriedAt: now,
    maxAttempts: Target.RetryPolicy?.MaximumRetryAttempts ?? MAX_ATTEMPTS,
    maxAgeMs: (Target.RetryPolicy?.MaximumEventAgeInSeconds ?? MAX_EVENT_AGE_SECONDS) * 1000,
    deadLetterArn: Target.DeadLetterConfig?.Arn,
  };
}

/** Context attributes: EventBridge Scheduler User Guide, "Adding context attributes". */
function inputOf(
  input = '{}',
  { arn, due, eventId }: { readonly arn: string; readonly due: number; readonly eventId: string },
): string {
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': arn,
    'scheduled-time': `${new Date(due).toISOString().slice(0, 19)}Z`,
    'execution-id': eventId,
    'attempt-number': '1',
  };
  return input.replace(/<aws\.scheduler\.([\w-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [8, 12, 16, 20, 32].map((end, i) => hex.slice([0, 8, 12, 16, 20][i], end)).join('-');
}
