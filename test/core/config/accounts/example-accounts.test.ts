import { judgeExampleAccounts } from '../../../../core/config/accounts/example-accounts';
import { describeProblem } from '../../../../core/config/problems';

it.each([
  '123456789012',
  '111122223333',
  '444455556666',
  '000000000000',
  '111111111111',
  '222222222222',
  '999999999999',
])('account %s is an example', (analytics) =>
  expect(judgeExampleAccounts({ accounts: { analytics } }).map(describeProblem)).toEqual([
    `accounts.analytics: '${analytics}' names account ${analytics}, which is an example's: give the number of your own account, or leave the field out.`,
  ]),
);

it.each(['210987654321', '111111111112', '111122223334'])('account %s may be real', (analytics) =>
  expect(judgeExampleAccounts({ accounts: { analytics } })).toEqual([]),
);

it('finds examples in every field, also within an ARN', () => {
  const settings = {
    environment: { account: '123456789012', region: 'eu-west-1' },
    accounts: { analysts: ['arn:aws:iam::210987654321:role/a', 'arn:aws:iam::222222222222:role/b'] },
    governance: { databases: { a_b: { filters: { t: { columns: ['c'], principals: ['444455556666'] } } } } },
  };
  expect(judgeExampleAccounts(settings).map(({ path }) => path)).toEqual([
    'environment.account',
    'accounts.analysts[1]',
    'governance.databases.a_b.filters.t.principals[0]',
  ]);
});
