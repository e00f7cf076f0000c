import { z } from 'zod';
import {
  atLeastOne,
  days,
  exactly,
  judgeDatabase,
  judged,
  judgeKeyArn,
  judgeSourceId,
  judgeTableName,
  text,
  wholeNumber,
} from '../fields';
import { judgeSchedule } from '../schedule-expression';

const SNAPSHOT_KINDS = ['automated', 'manual', 'awsbackup'] as const;

export const exports = exactly({
  maxConcurrent: wholeNumber(1, 5).optional(),
  ranking: z.enum(['longest-first', 'fifo', 'priority']).optional(),
  attempts: wholeNumber(1, 10).optional(),
  keepRawDays: days.optional(),
});

const trigger = judged(
  exactly({
    snapshots: atLeastOne(z.enum(SNAPSHOT_KINDS)).optional(),
    schedule: text((value) => judgeSchedule(value)).optional(),
  }),
  ({ snapshots, schedule }) => {
    if (snapshots !== undefined && schedule !== undefined) return 'has both snapshots and schedule: give one of them.';
    return snapshots === undefined && schedule === undefined
      ? "has neither: give { snapshots: ['automated'] } or { schedule: 'cron(0 2 * * ? *)' }."
      : undefined;
  },
);

export const source = exactly({
  kind: z.enum(['aurora-cluster', 'rds-instance']),
  id: text(judgeSourceId),
  engine: z.enum(['postgres', 'mysql']),
  databases: atLeastOne(text(judgeDatabase)),
  trigger: trigger.optional(),
  exportOnly: atLeastOne(z.string()).optional(),
  aliases: z.record(z.string(), text(judgeTableName)).optional(),
  keyArn: text(judgeKeyArn).optional(),
  priority: z.number().optional(),
});
