import { z } from 'zod';
import { atLeastOne, exactly, judgeTagWord, keyed, text } from '../fields';
import { unsupportedIn } from './predicate-subset';
import { flawOfPredicate } from './row-predicate';

/** Lake Formation takes "less than 2048" (Developer Guide, "PartiQL support in row filter expressions"). */
const TOO_LONG_CHARS = 2048;

const tagWord = text(judgeTagWord);
const tags = keyed(judgeTagWord, tagWord);

const filter = exactly({
  columns: atLeastOne(z.string()),
  rows: text((value) => {
    if (value.trim() === '') return 'is empty: leave it out for all rows.';
    if (value.length >= TOO_LONG_CHARS)
      return `has ${value.length} characters, Lake Formation takes fewer than ${TOO_LONG_CHARS}: shorten it, or split the rows by tables.`;
    const flaw = flawOfPredicate(value);
    if (flaw !== undefined) return `${flaw}: texts stand in single quotes, names of columns in double ones or none.`;
    const unsupported = unsupportedIn(value);
    return unsupported === undefined ? undefined : `${unsupported}.`;
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

export const governance = exactly({
  tags: keyed(judgeTagWord, atLeastOne(tagWord)).optional(),
  databaseTags: tags.optional(),
  sharedTag: tags.optional(),
  mode: z.enum(['additive', 'exact']).optional(),
  readBy: atLeastOne(z.enum(['athena', 'glue-etl'])).optional(),
  glueEtlPrincipals: atLeastOne(z.string()).optional(),
  wholeTables: z.enum(['columnTags', 'filters']).optional(),
  formerGrants: z.literal('keep').optional(),
  crossAccountVersion: z.literal([3, 4, 5, 'unchanged']).optional(),
  administrators: z.enum(['append', 'leave']).optional(),
  catalogPolicy: z.enum(['extend', 'leave']).optional(),
  foreign: z.enum(['warn', 'fail']).optional(),
  accepted: z
    .array(
      text((line) =>
        /[^*\s]/.test(line) ? undefined : 'accepts everything: give a line as lakeferry governance drift prints it.',
      ),
    )
    .optional(),
  databases: z.record(z.string(), database).optional(),
});
