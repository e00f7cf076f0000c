import { warningOfRun } from '../../../core/operations/warning-of-run';

it.each<[unknown, string | undefined]>([
  [{ outcome: 'PUBLISHED', skippedTables: 0, exportWarning: '' }, undefined],
  [{ outcome: 'IGNORED' }, undefined],
  [undefined, undefined],
  [
    { outcome: 'PUBLISHED', skippedTables: 1 },
    'One expected table or database is missing from the lake. The rest of the date is published.',
  ],
  [
    { outcome: 'PUBLISHED_INCOMPLETE', skippedTables: 2, exportWarning: 'Skipped: a, b' },
    '2 expected tables or databases are missing from the lake. The rest of the date is published. RDS says: Skipped: a, b',
  ],
  [
    { outcome: 'PUBLISHED_INCOMPLETE', skippedTables: 0, lacking: { count: 1, names: ['crm: MISSING'] } },
    'One expected table or database is missing from the lake: crm: MISSING. The rest of the date is published.',
  ],
  [
    { outcome: 'PUBLISHED_INCOMPLETE', lacking: { count: 9, names: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] } },
    '9 expected tables or databases are missing from the lake: a; b; c; d; e and 4 more. The rest of the date is published.',
  ],
  [
    { outcome: 'PUBLISHED_INCOMPLETE' },
    'Something expected is missing from the lake. The rest of the date is published.',
  ],
])('of %j is %j', (output, warning) => expect(warningOfRun(output)).toBe(warning));
