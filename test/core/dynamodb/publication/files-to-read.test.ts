import { fileToRead } from '../../../../core/dynamodb/publication/files-to-read';

const last = { through: '2026-11-26', listedAt: '2026-11-27T01:00:00.000Z', tables: ['orders'] };
const landed = (date: string, lastModified: string) => ({
  key: `dynamodb/shop/date=${date}/file.jsonl.gz`,
  size: 7,
  lastModified: Date.parse(lastModified),
});
const readOf = (file: ReturnType<typeof landed>, tables = ['orders'], before: typeof last | undefined = last) => {
  const found = fileToRead(file, tables, before);
  return found === undefined ? 'not' : (found.after ?? 'whole');
};

it.each([
  // came after the listing, or so shortly before that it may have been missed
  ['2026-11-25', '2026-11-27T02:00:00Z', 'whole'],
  ['2026-11-25', '2026-11-27T00:00:01Z', 'whole'],
  // seen by the last publication: rows of later dates are left in folders from its date on
  ['2026-11-25', '2026-11-26T23:00:00Z', 'not'],
  ['2026-11-26', '2026-11-26T23:00:00Z', '2026-11-26'],
  ['2026-11-27', '2026-11-26T23:59:00Z', '2026-11-26'],
])('a file in %s, written at %s, is read: %s', (date, modified, read) =>
  expect(readOf(landed(date, modified))).toBe(read),
);

it('a first publication reads everything', () =>
  expect(fileToRead(landed('2026-11-01', '2026-11-01T00:00:00Z'), ['orders'], undefined)).toEqual({
    key: 'dynamodb/shop/date=2026-11-01/file.jsonl.gz',
    size: 7,
  }));

it('a table that is published from now on has rows in every file', () =>
  expect(readOf(landed('2026-11-01', '2026-11-01T00:00:00Z'), ['orders', 'items'])).toBe('whole'));

it('a table that is no longer published makes nothing to read', () =>
  expect(readOf(landed('2026-11-01', '2026-11-01T00:00:00Z'), [])).toBe('not'));
