import { warningOfRun } from '../../../core/operations/warning-of-run';

it.each<[unknown, string | undefined]>([
  [{ outcome: 'PUBLISHED', skippedTables: 0, exportWarning: '' }, undefined],
  [{ outcome: 'IGNORED' }, undefined],
  [undefined, undefined],
  [
    { outcome: 'PUBLISHED', skippedTables: 1 },
    'One table is missing from the lake; the rest of the date is published.',
  ],
  [
    { outcome: 'PUBLISHED_INCOMPLETE', skippedTables: 2, exportWarning: 'Skipped: a, b' },
    '2 tables are missing from the lake; the rest of the date is published. RDS says: Skipped: a, b',
  ],
  [
    { outcome: 'PUBLISHED_INCOMPLETE' },
    'Something expected is missing from the lake; the rest of the date is published.',
  ],
])('of %j is %j', (output, warning) => expect(warningOfRun(output)).toBe(warning));
