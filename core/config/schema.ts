import { z } from 'zod';
import {
  atLeastOne,
  exactly,
  judgeAccount,
  judgeBucketName,
  judgeDatabase,
  judged,
  judgePartitionKey,
  judgePrefix,
  judgeSourceId,
  judgeTagWord,
  keyed,
  text,
  wholeNumber,
} from './fields';
import { flawOfPredicate } from './governance/row-predicate';
import { judgeRegion } from './region';
import { judgeSchedule } from './schedule-expression';

/** The shape of each part by itself. What parts must agree on is in `source-rules.ts` and `governance-rules.ts`. */

const SNAPSHOT_KINDS = ['automated', 'manual', 'awsbackup'] as const;
const MAX_DAYS = 36_500;
/** RowFilter.FilterExpression of CreateDataCellsFilter. */
const MAX_PREDICATE_CHARS = 2048;

const account = text(judgeAccount);
const tagWord = text(judgeTagWord);
const tags = keyed(judgeTagWord, tagWord);

const environment = exactly({ account: account.optional(), region: text(judgeRegion) });

const lake = exactly({
  bucketName: text(judgeBucketName).optional(),
  prefix: text(judgePrefix).optional(),
  partitionKey: text(judgePartitionKey).optional(),
  expireRawExportsAfterDays: wholeNumber(1, MAX_DAYS).optional(),
  expirePartitionsAfterDays: wholeNumber(1, MAX_DAYS).optional(),
});

const exports = exactly({
  maxConcurrent: wholeNumber(1, 5).optional(),
  ranking: z.enum(['longest-first', 'fifo', 'priority']).optional(),
  attempts: wholeNumber(1, 10).optional(),
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

const source = exactly({
  kind: z.enum(['aurora-cluster', 'rds-instance']),
  id: text(judgeSourceId),
  engine: z.enum(['postgres', 'mysql']),
  databases: atLeastOne(text(judgeDatabase)),
  trigger: trigger.optional(),
  exportOnly: atLeastOne(z.string()).optional(),
  priority: z.number().optional(),
});

const filter = exactly({
  columns: atLeastOne(z.string()),
  rows: text((value) => {
    if (value.trim() === '') return 'is empty: leave it out for all rows.';
    const flaw = flawOfPredicate(value);
    if (flaw !== undefined) return `${flaw}: texts stand in single quotes, names of columns in double ones or none.`;
    return value.length > MAX_PREDICATE_CHARS
      ? `has ${value.length} characters, Lake Formation takes ${MAX_PREDICATE_CHARS}: shorten it, or split the rows by tables.`
      : undefined;
  }).optional(),
  principals: atLeastOne(z.string()).optional(),
});

const column = exactly({ tags: tags.optional(), type: z.string().min(1, 'is empty: leave it out.').optional() });
const table = exactly({ tags: tags.optional(), columns: z.record(z.string(), column).optional() });

const database = exactly({
  tags: tags.optional(),
  share: z.array(z.string()).optional(),
  filters: z.record(z.string(), filter).optional(),
  namedFilters: z.record(z.string(), z.record(z.string(), filter)).optional(),
  tables: z.record(z.string(), table).optional(),
});

const governance = exactly({
  tags: keyed(judgeTagWord, atLeastOne(tagWord)).optional(),
  databaseTags: tags.optional(),
  sharedTag: tags.optional(),
  mode: z.enum(['additive', 'exact']).optional(),
  readBy: atLeastOne(z.enum(['athena', 'glue-etl'])).optional(),
  crossAccountVersion: z.literal([3, 4, 5, 'unchanged']).optional(),
  databases: z.record(z.string(), database).optional(),
});

/** Each part by its key: a mistake in one does not hide those of another. */
export const PARTS = {
  environment,
  lake: lake.optional(),
  exports: exports.optional(),
  sources: atLeastOne(z.unknown()),
  governance: governance.optional(),
  accounts: exactly({ analytics: account.optional(), analysts: z.array(z.string()).optional() }).optional(),
};

export const SOURCE = source;
export const WHOLE = exactly({
  environment: z.unknown().optional(),
  lake: z.unknown().optional(),
  exports: z.unknown().optional(),
  sources: z.unknown().optional(),
  governance: z.unknown().optional(),
  accounts: z.unknown().optional(),
});
