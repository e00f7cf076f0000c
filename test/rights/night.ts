import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { LakeferryConfig } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { namesOf } from '../../core/deployed-names';
import { localResources } from '../../local/deploy/resources';
import { type LocalRole, localRoles, triggerRoles } from '../../local/deploy/roles';
import { LOCAL_ACCOUNT } from '../../local/runtime';
import { Authority } from '../../packages/local-aws/authorization/authority';
import { type Account, openAccount } from '../local/account';
import { frozenDatabases } from '../local/world/frozen-databases';

const ANALYTICS = '222222222222';
const CONFIG: LakeferryConfig = {
  environment: { region: 'eu-west-1' },
  lake: { prefix: 'lake' },
  accounts: { analytics: ANALYTICS },
  sources: [{ kind: 'aurora-cluster', id: 'foo', engine: 'postgres', databases: ['shop'] }],
  governance: {
    databases: { foo_shop: { share: ['items'], filters: { people: { columns: ['id'], principals: [ANALYTICS] } } } },
  },
  notifications: { mail: ['team@example.org'] },
};
const settings = validateConfig(CONFIG);
const place = { partition: 'aws', region: 'eu-west-1', accountId: LOCAL_ACCOUNT, names: namesOf({}) };

const resources = localResources(settings, place);

/** Roles of the functions and machines of this configuration, and of what starts them. */
export const ROLES: readonly LocalRole[] = [
  ...localRoles(settings, place, resources),
  ...triggerRoles(place, resources),
];

/** The same cluster, exported live by the clock. */
const BY_THE_CLOCK: LakeferryConfig = {
  ...CONFIG,
  sources: CONFIG.sources?.map((source) => ({ ...source, trigger: { schedule: 'cron(0 3 * * ? *)' } })),
};

/** A first night of an account of its own, in which the role lacks the action. Returns what IAM refused to it. */
export async function nightWithout(role: LocalRole, action: string, doesFail: boolean): Promise<string[]> {
  const account = await openAccount(role.owner === 'schedules' ? BY_THE_CLOCK : CONFIG, frozenDatabases(['foo']));
  const refusals: string[] = [];
  const refusalOf = jest.spyOn(Authority.prototype, 'refusalOf');
  try {
    await takeAway(account, role, action);
    if (doesFail) account.runtime.faults.inject({ name: 'export-failed', target: 'foo', times: 20 });
    if (role.owner !== 'schedules') await account.runtime.takeSnapshot('foo');
    if (!STARTING.includes(role.owner)) await account.ended(() => true);
    // who tells of the run's end may come after it
    await account.nextDay();
    // with a schedule, time does not wait for this test: the first day may have been over
    if (role.owner === 'schedules') await account.nextDay();
    for (const { value } of refusalOf.mock.results) if (typeof value === 'string') refusals.push(value);
  } finally {
    refusalOf.mockRestore();
    await account.close();
  }
  return refusals;
}

/** Without a right of theirs there is no run. */
const STARTING: readonly LocalRole['owner'][] = ['events', 'schedules'];

async function takeAway({ runtime }: Account, { arn }: LocalRole, action: string): Promise<void> {
  const iam = new IAMClient(runtime.clientConfig());
  const policy = { RoleName: arn.split('/').at(-1) ?? '', PolicyName: 'rights' };
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(policy));
  const { Version, Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as {
    readonly Version: string;
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  };
  const left = Statement.map((each) => ({ ...each, Action: each.Action.filter((name) => name !== action) }));
  const document = JSON.stringify({ Version, Statement: left.filter(({ Action }) => Action.length > 0) });
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: document }));
}
