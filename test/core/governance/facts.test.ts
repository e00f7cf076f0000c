import { assignedOf, disagreements, NOTHING_OWNED, type TableFacts } from '../../../core/governance';
import { tagThing } from '../../../core/governance/model/owned';

const PLACE = { database: 'shop', table: 'orders', inherited: { level: 'private' } };
const NOTHING: TableFacts = { tags: {}, columnTags: {}, filters: [], grants: [] };
const ON = { inherited: { level: 'private' }, columns: ['id', 'card'], keys: ['level'] };

test('what would be inherited anyway is left out', () => {
  const listed = {
    tags: { level: 'private', team: 'a' },
    columnTags: { id: { level: 'private', team: 'a' }, card: { level: 'public' } },
  };
  expect(assignedOf(listed, PLACE, NOTHING_OWNED)).toEqual({
    tags: { team: 'a' },
    columnTags: { card: { level: 'public' } },
  });
});

test('a tag of lakeferry is kept though it says what would be inherited: the ledger must not lose it', () => {
  const owned = {
    things: new Set([
      tagThing({ database: 'shop', table: 'orders' }, 'level'),
      tagThing({ database: 'shop', table: 'orders', column: 'id' }, 'level'),
    ]),
    columns: {},
  };
  const listed = { tags: { level: 'private' }, columnTags: { id: { level: 'private' }, card: { level: 'private' } } };
  expect(assignedOf(listed, PLACE, owned)).toEqual({
    tags: { level: 'private' },
    columnTags: { id: { level: 'private' } },
  });
});

const GRANT = {
  principal: '2',
  resource: { kind: 'table', database: 'shop', table: 'orders' },
  permissions: ['SELECT'],
  withGrantOption: [],
} as const;

test.each<[string, Partial<TableFacts>, Partial<TableFacts>, string[]]>([
  ['the same', {}, {}, []],
  ['a tag that is inherited', { tags: { level: 'private' } }, {}, []],
  ['a tag of another key', { tags: { team: 'a' } }, {}, []],
  ['a tag', { tags: { level: 'public' } }, {}, ['tags']],
  ['a tag of a column', {}, { columnTags: { card: { level: 'public' } } }, ['tags']],
  ['a tag of a column that is gone', {}, { columnTags: { old: { level: 'public' } } }, []],
  ['a filter', {}, { filters: [{ name: 'f', columns: ['id'], rows: 'TRUE' }] }, ['filters']],
  ['a grant', {}, { grants: [GRANT] }, ['grants']],
  [
    'a grant in two parts',
    { grants: [{ ...GRANT, permissions: ['DESCRIBE', 'SELECT'] }] },
    { grants: [GRANT, { ...GRANT, permissions: ['DESCRIBE'] }] },
    [],
  ],
])('%s: a list and the table disagree as they should', (_what, listed, read, aspects) => {
  expect(disagreements({ ...NOTHING, ...listed }, { ...NOTHING, ...read }, ON)).toEqual(aspects);
});
