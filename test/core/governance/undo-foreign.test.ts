import { type ForeignThing, foreignThings, NOTHING_OWNED, undoForeign } from '../../../core/governance';
import { viewDoors } from '../../../core/governance/sight/doors-by-view';
import { requestOf } from '../../command-line';
import { CONTEXT, catalog, policy, table } from './world';

const CATALOG = '111111111111';
const request = (thing: ForeignThing, name: string) => requestOf(undoForeign(thing, CATALOG), `lakeformation ${name}`);

it('a tag of others is removed from the column that it stands on', () => {
  const place = { database: 'shop', table: 'orders', column: "it's" };
  const thing: ForeignThing = { kind: 'tag', place, key: 'team', value: 'sales' };
  expect(request(thing, 'remove-lf-tags-from-resource')).toEqual({
    Resource: { TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames: ["it's"] } },
    LfTags: [{ TagKey: 'team', TagValues: ['sales'] }],
  });
});

it('a filter of others is deleted by all four of its names', () => {
  const thing: ForeignThing = { kind: 'filter', database: 'shop', table: 'orders', name: 'of sales' };
  expect(request(thing, 'delete-data-cells-filter')).toEqual({
    TableCatalogId: CATALOG,
    DatabaseName: 'shop',
    TableName: 'orders',
    Name: 'of sales',
  });
});

it('a grant of others is revoked with its grant option', () => {
  const resource = { kind: 'filter', database: 'shop', table: 'orders', name: 'some' } as const;
  const thing: ForeignThing = {
    kind: 'grant',
    grant: { principal: '333333333333', resource, permissions: ['SELECT'], withGrantOption: ['SELECT'] },
  };
  expect(request(thing, 'revoke-permissions')).toEqual({
    Principal: { DataLakePrincipalIdentifier: '333333333333' },
    Permissions: ['SELECT'],
    PermissionsWithGrantOption: ['SELECT'],
    Resource: { DataCellsFilter: { TableCatalogId: CATALOG, DatabaseName: 'shop', TableName: 'orders', Name: 'some' } },
  });
});

it('what is granted on a filter of others is revoked before the filter is deleted, which is refused before', () => {
  const filters = [{ name: 'theirs', columns: ['id'], rows: 'TRUE' }];
  const resource = { kind: 'filter', database: 'shop', table: 'orders', name: 'theirs' } as const;
  const grant = { principal: '333333333333', resource, permissions: ['SELECT'], withGrantOption: [] } as const;
  const live = catalog({ orders: table(['id'], { filters }) }, { grants: [grant] });
  const undone = foreignThings(policy({}), live, NOTHING_OWNED, CONTEXT).map((thing) => undoForeign(thing, CATALOG));
  expect(undone).toEqual([expect.stringContaining('revoke-permissions'), expect.stringContaining('delete-data-cells')]);
});

it.each(['arn:aws:iam::333333333333:role/a,b=c', 'arn:aws:iam::333333333333:saml-provider/x:user/Ann O\'Neil "x"'])(
  'what was granted to %s is revoked from the same principal',
  (principal) => {
    const resource = { kind: 'database', database: 'shop' } as const;
    const thing: ForeignThing = {
      kind: 'grant',
      grant: { principal, resource, permissions: ['DESCRIBE'], withGrantOption: [] },
    };
    const command = undoForeign(thing, CATALOG);
    // the CLI's shorthand would end at the comma
    expect(command).not.toContain(`DataLakePrincipalIdentifier=${principal}`);
    expect(request(thing, 'revoke-permissions').Principal).toEqual({ DataLakePrincipalIdentifier: principal });
  },
);

it.each(['plain', 'two words', "it's", '$(date)', 'é.ü', '`x`; y'])(
  'a view that others named %s is deleted',
  (name) => {
    const views = [{ database: name, table: name, reads: ['shop.orders'] }];
    const undone = viewDoors('shop', { views }).map(({ undo }) => requestOf(undo, 'glue delete-table'));
    expect(undone).toEqual([{ DatabaseName: name, Name: name }]);
  },
);
