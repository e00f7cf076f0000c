import { foldersDue, replacedFolder, uncommittedFolder } from '../../../../core/dynamodb/publication/folders';

const where = { folder: 'lake/dynamodb/shop/orders/date=2026-11-26/abc/', glueTable: 'orders', date: '2026-11-26' };
const at = '2026-11-27T01:00:00.000Z';
const dueAfter = (hours: number, ...items: Parameters<typeof foldersDue>[0]) =>
  foldersDue(items, Date.parse(at) + hours * 3600 * 1000).map(({ folder }) => folder);

it('a folder that was replaced stays for a day', () => {
  expect(dueAfter(23.99, replacedFolder(at, where))).toEqual([]);
  expect(dueAfter(24, replacedFolder(at, where))).toEqual([where.folder]);
});

it('a folder that was never committed outlives the last redrive', () =>
  expect(dueAfter(15 * 24, uncommittedFolder(at, where))).toEqual([]));

it('of several times the latest counts, once', () => {
  const items = [replacedFolder('2026-11-26T01:00:00.000Z', where), replacedFolder(at, where)];
  expect(dueAfter(10, ...items)).toEqual([]);
  expect(dueAfter(24, ...items)).toEqual([where.folder]);
});
