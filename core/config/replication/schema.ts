import { z } from 'zod';
import {
  atLeastOne,
  exactly,
  judgeAccount,
  judgeAnyBucket,
  judgeKeyArn,
  judgeName,
  judgeRoleName,
  keyed,
  text,
  wholeNumber,
} from '../fields';
import { judgeRegion } from '../region';
import { judgeSchedule } from '../schedule-expression';
import { judgeExternalId, judgeGlob, judgeIssuer, judgeKeyPrefix, judgeStorageClass } from './fields';

const name = text(judgeName);

const source = exactly({
  bucket: text(judgeAnyBucket).optional(),
  prefix: text(judgeKeyPrefix).optional(),
  events: z.enum(['notifications', 'eventbridge']).optional(),
  keyArn: text(judgeKeyArn).optional(),
});

const destination = exactly({
  bucket: text(judgeAnyBucket),
  prefix: text(judgeKeyPrefix).optional(),
  account: text(judgeAccount),
  region: text(judgeRegion),
  keyArn: text(judgeKeyArn).optional(),
});

const roleName = text(judgeRoleName).optional();

const credentials = z.discriminatedUnion('mode', [
  exactly({ mode: z.literal('role'), externalId: text(judgeExternalId), roleName }),
  exactly({
    mode: z.literal('federation'),
    roleName,
    audience: z.string().min(1).max(1000).optional(),
    issuer: text(judgeIssuer).optional(),
  }),
  exactly({ mode: z.literal('keys') }),
]);

const output = exactly({
  name,
  destination,
  credentials,
  copy: z.enum(['streamed', 'server-side']).optional(),
  consistency: z.enum(['latest', 'pinned', 'listed']).optional(),
  deletes: z.enum(['none', 'deleted', 'deleted-and-expired']).optional(),
  ignore: z.array(text(judgeGlob)).optional(),
  convert: exactly({ parquet: z.enum(['csv']), lineEnds: z.enum(['lf', 'crlf']).optional() }).optional(),
  storageClasses: keyed(judgeStorageClass, text(judgeStorageClass)).optional(),
  network: z.enum(['none', 'isolated']).optional(),
  backfill: text((value) => (value === 'off' ? undefined : judgeSchedule(value))).optional(),
  maxConcurrency: wholeNumber(2, 1000).optional(),
  maxLagMinutes: wholeNumber(1, 1440).optional(),
});

export const replication = exactly({ name, source, outputs: atLeastOne(output) });
