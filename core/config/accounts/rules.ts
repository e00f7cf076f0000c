import type { EnvironmentConfig } from '../environment/types';
import { judgePrincipal } from '../fields';
import { fieldPath, type Problem } from '../problems';
import type { AccountsConfig } from './types';

/** Analysts are roles of the analytics account, and that is not the lake's. */
export function judgeAccounts(accounts: AccountsConfig, environment: EnvironmentConfig): Problem[] {
  const { analytics, analysts = [] } = accounts;
  const problem = (path: readonly PropertyKey[], value: unknown, fix: string): Problem => ({
    path: fieldPath(['accounts', ...path]),
    value,
    fix,
  });
  const own = analytics !== undefined && analytics === environment.account;
  return [
    ...(own
      ? [
          problem(
            ['analytics'],
            analytics,
            "is the lake's own account: leave it out, and name roles as principals of filters.",
          ),
        ]
      : []),
    ...analysts.flatMap((arn, i): Problem[] => {
      const first = analysts.indexOf(arn);
      const repeated = first < i ? `is at accounts.analysts[${first}] already: leave one out.` : undefined;
      const fix = repeated ?? judgeAnalyst(arn, analytics, environment.region);
      return fix === undefined ? [] : [problem(['analysts', i], arn, fix)];
    }),
  ];
}

function judgeAnalyst(arn: string, analytics: string | undefined, region: string): string | undefined {
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(arn)) return 'is not the ARN of an IAM role.';
  if (analytics === undefined) return 'has nothing to read: give accounts.analytics, the account of that role.';
  if (arn.split(':')[4] !== analytics) {
    return `is a role of another account than accounts.analytics, ${analytics}: name it as a principal of a filter.`;
  }
  return judgePrincipal(region)(arn);
}
