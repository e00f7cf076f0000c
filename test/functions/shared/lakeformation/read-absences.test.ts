import type { CatalogState, Owned } from '../../../../core/governance';
import { UNPACED } from '../../../../functions/shared/lakeformation/pace';
import { readAbsences } from '../../../../functions/shared/lakeformation/read-absences';
import type { Reader } from '../../../../functions/shared/lakeformation/reader';
import { catalog, table } from '../../../core/governance/world';

/** Columns of each version, the first one is 0. */
const VERSIONS = [['a'], ['a', 'b'], ['a'], ['a', 'b', 'c'], ['A', 'B', 'c'], ['a', 'c'], ['a', 'b', 'c']];
const NOW = VERSIONS.length - 1;
const STATE: CatalogState = catalog({ t: table(['a', 'b', 'c'], { version: NOW }) });
const agreed = (...columns: string[]) => Object.fromEntries(columns.map((name) => [name, 'string']));

function account(order: 'newest first' | 'oldest first') {
  const all = VERSIONS.map((columns, version) => ({
    VersionId: String(version),
    Table: { StorageDescriptor: { Columns: columns.map((Name) => ({ Name })) } },
  }));
  if (order === 'newest first') all.reverse();
  let asked = 0;
  const send = async ({ input: { NextToken = '0' } }: { input: { NextToken?: string } }) => {
    asked += 1;
    const next = Number(NextToken) + 2;
    return { TableVersions: all.slice(next - 2, next), NextToken: next < all.length ? String(next) : undefined };
  };
  const reader: Reader = {
    glue: { send } as never,
    lakeformation: {} as never,
    catalogId: '111111111111',
    now: () => 0,
    wait: async () => {},
    random: () => 0.5,
  };
  const read = (owned: Pick<Owned, 'columns' | 'versions'>) =>
    readAbsences(reader, UNPACED, 'shop', STATE, { things: new Set(), ...owned });
  return { read, asked: () => asked };
}

describe.each(['newest first', 'oldest first'] as const)('versions that come %s', (order) => {
  test.each([
    [1, { t: ['b', 'c'] }],
    [2, { t: ['b'] }],
    [4, { t: ['b'] }],
    [5, {}],
  ])('after version %i', async (version, absent) => {
    const { read } = account(order);
    expect(await read({ columns: { t: agreed('a', 'b', 'c') }, versions: { t: version } })).toEqual({
      absent,
      unread: {},
    });
  });
});

test('what the last run saw, and all before it, is not read again', async () => {
  const { read, asked } = account('newest first');
  await read({ columns: { t: agreed('a') }, versions: { t: 4 } });
  // two versions a page: 6 and 5, then 4 and 3
  expect(asked()).toBe(2);
});

test.each([
  ['has not changed', { t: NOW }],
  ['has gone on by the version that is read now', { t: NOW - 1 }],
  ['was made anew', { t: NOW + 1 }],
  ['was not looked at before', {}],
])('a table that %s is not asked about', async (_what, versions) => {
  const { read, asked } = account('newest first');
  expect(await read({ columns: { t: agreed('b') }, versions })).toEqual({ absent: {}, unread: {} });
  expect(asked()).toBe(0);
});
