import { validateConfig } from '../../../core/config/validate';
import { configOf, NEEDED } from '../../core/dynamodb/state/sharing';
import { synthesize } from '../synthesized';

const whole = synthesize(validateConfig(configOf({ filters: { my_orders: { columns: [...NEEDED, 'total'] } } })));
const [template] = whole.states;
const propertiesOf = (type: string) => Object.values(template!.findResources(type)).map(({ Properties }) => Properties);

it('has a database of views, and gives nobody a view by default', () => {
  expect(whole.states).toHaveLength(1);
  expect(propertiesOf('AWS::Glue::Database')).toMatchObject([
    { DatabaseInput: { Name: 'dynamodb_orders_current', CreateTableDefaultPermissions: [] } },
  ]);
  expect(propertiesOf('AWS::Glue::Table')).toMatchObject([
    {
      DatabaseName: 'dynamodb_orders_current',
      TableInput: {
        ...{ Name: 'my_orders', TableType: 'VIRTUAL_VIEW', Parameters: { presto_view: 'true' } },
        ViewOriginalText: expect.stringMatching(/^\/\* Presto View: \S+ \*\/$/),
      },
    },
  ]);
});

it('gives analysts database and views, after both are there', () => {
  const grants = Object.values(template!.findResources('AWS::LakeFormation::PrincipalPermissions'));
  expect(grants.map(({ Properties: { Principal, Permissions } }) => [Principal, Permissions])).toEqual([
    [{ DataLakePrincipalIdentifier: expect.stringMatching(/role\/team\/analyst$/) }, ['DESCRIBE']],
    [{ DataLakePrincipalIdentifier: expect.stringMatching(/role\/team\/analyst$/) }, ['SELECT', 'DESCRIBE']],
  ]);
  const made = ['AWS::Glue::Database', 'AWS::Glue::Table'].flatMap((type) =>
    Object.keys(template!.findResources(type)),
  );
  expect(grants[0]!.DependsOn).toEqual(expect.arrayContaining(made));
});

it('comes with a saved query of all columns that a role sees', () => {
  const queries = Object.values(whole.analytics!.findResources('AWS::Athena::NamedQuery')).map(
    ({ Properties }) => Properties as { readonly Name: string; readonly QueryString: string },
  );
  const [state] = queries.filter(({ Name }) => Name === 'dynamodb_orders.my_orders: current state');
  expect(state?.QueryString).toMatch(
    /^SELECT \*\nFROM \(\n[\s\S]+FROM "dynamodb_orders"\."my_orders"\n\)[\s\S]+LIMIT 100$/,
  );
});
