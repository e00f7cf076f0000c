import { warnOfUnions } from '../../../../core/config/governance/unions';
import { validateConfig } from '../../../../core/config/validate';
import { CONSUMER, settingsOf } from '../../../functions/catalog/apply-governance/world';

const ROLE = `arn:aws:iam::${CONSUMER}:role/finance`;
const OTHERS = 'arn:aws:iam::333333333333:role/finance';
const filter = (principal: string) => ({ customers: { finance: { columns: ['id'], principals: [principal] } } });
const warned = (database: Parameters<typeof settingsOf>[0], analysts: string[] = []) =>
  warnOfUnions({ ...settingsOf(database), accounts: { analytics: CONSUMER, analysts } });

it('tells of a filter for a role that reads all that its account was given', () =>
  expect(warned({ namedFilters: filter(ROLE) }, [ROLE])).toEqual([
    {
      path: 'governance.databases.shop.namedFilters.customers.finance.principals[0]',
      value: ROLE,
      fix: expect.stringContaining('is in accounts.analysts as well'),
    },
  ]));

it.each([{ share: ['customers'] }, { filters: { customers: { columns: ['mail'] } } }])(
  'tells of a filter for a role whose account has more: %j',
  (given) =>
    expect(warned({ ...given, namedFilters: filter(ROLE) })).toMatchObject([
      { value: ROLE, fix: expect.stringContaining('was given more of') },
    ]),
);

it.each([
  [{ namedFilters: filter(ROLE) }],
  [{ share: ['orders'], namedFilters: filter(ROLE) }],
  [{ share: ['customers'], namedFilters: filter(OTHERS) }],
])('tells of nothing where the role holds no more than its filter: %j', (database) =>
  expect(warned(database)).toEqual([]),
);

it('names the field as the configuration of a named installation has it', () => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1', name: 'blue' },
    accounts: { analytics: CONSUMER, analysts: [ROLE] },
    sources: [{ kind: 'aurora-cluster', id: 'my-app', engine: 'postgres', databases: ['shop'] }],
    governance: { databases: { my_app_shop: { namedFilters: filter(ROLE) } } },
  });
  expect(warnOfUnions(settings)[0]?.path).toBe(
    'governance.databases.my_app_shop.namedFilters.customers.finance.principals[0]',
  );
});
