import {
  type Change,
  describeGrant,
  type FormerReader,
  formerAmong,
  formerReaders,
  type Grant,
  missingTagGrants,
  rulesOf,
} from '../../../core/governance';
import type { Looked } from '../look';
import { type Told, told } from '../plan-report';
import type { PolicyStanding } from '../policy-standing';

type Revoke = Extract<Change, { kind: 'revoke' }>;

/** What `governance migrate` found of the grants of an earlier version. */
export interface Migration {
  /**
   * `done`: none stands. `waits`: somebody still needs them. `deploy`: nobody does, and the lake stack takes them away.
   * `revoke`: nobody does, and no stack has them.
   */
  readonly state: 'done' | 'waits' | 'deploy' | 'revoke';
  readonly former: readonly Told<Grant>[];
  /** Who reads by them alone. */
  readonly readers: readonly Told<FormerReader>[];
  /** Why they stay, and what to do about each. */
  readonly because: readonly string[];
}

/** `givenOn`: of the analytics account; undefined where nobody looked. */
export function judgeMigration(
  { settings, standing, databases, absent }: Pick<Looked, 'settings' | 'standing' | 'databases' | 'absent'>,
  givenOn: readonly Grant[] | undefined,
): Migration {
  const { governance, accounts } = settings;
  const { analytics, analysts = [] } = accounts;
  const [first] = databases;
  if (analytics === undefined || first === undefined) {
    return { state: absent.length > 0 ? 'waits' : 'done', former: [], readers: [], because: absent.map(isAbsent) };
  }
  const context = { database: first.database, analytics };
  const former = formerAmong(rulesOf(governance, context), first.live);
  if (former.length === 0) return { state: 'done', former: [], readers: [], because: [] };
  const readers = databases.flatMap(({ database, live, owned }) =>
    formerReaders(governance, live, owned, { database, analytics }, givenOn ?? []),
  );
  const roles = [...new Set([...analysts, ...holdersOf(former, givenOn ?? [])])];
  const lacks = (grants: readonly Grant[], principal: string, stack: string): string[] =>
    missingTagGrants(governance, context, grants, principal).map(
      (grant) => `${grant} is missing. Deploy ${stack}, which makes it.`,
    );
  const because = [
    ...lacks(first.live.grants, analytics, 'the lake stack'),
    ...databases
      .filter(({ plan }) => plan.changes.length > 0)
      .map(
        ({ database, plan }) =>
          `${database}: ${plan.changes.length} changes are not applied yet. Run npx lakeferry governance apply, or wait for the night.`,
      ),
    ...(givenOn === undefined
      ? [
          `nobody looked at what ${analytics} gave on to its roles. Name a profile with credentials of that account: --analysts-profile <profile>.`,
        ]
      : roles.flatMap((role) => lacks(givenOn, role, "the analysts' stacks"))),
    ...readers.map(describeReader),
  ];
  // whether a stack still has the grants, this file says only where it is what is deployed
  const isOther = governance.formerGrants !== 'keep' && !standing.isDeployed;
  const ready = governance.formerGrants === 'keep' || isOther ? 'deploy' : 'revoke';
  return {
    state: because.length > 0 ? 'waits' : ready,
    former: former.map(told((grant) => describeGrant(grant))),
    readers: readers.map(told(describeReader)),
    because: because.length === 0 && isOther ? [otherPolicy(standing)] : because,
  };
}

const otherPolicy = ({ configured, deployed }: PolicyStanding): string =>
  `this configuration's policy, ${configured}, is not the deployed one, ${deployed?.hash ?? 'of which the ledger says nothing'}: the lake stack may have these grants.`;

/** Of what was given on, those who hold the very grants of before. */
const holdersOf = (former: readonly Grant[], givenOn: readonly Grant[]): string[] => {
  const said = new Set(former.map(({ resource }) => JSON.stringify(resource)));
  return givenOn.filter(({ resource }) => said.has(JSON.stringify(resource))).map(({ principal }) => principal);
};

const isAbsent = (database: string): string => `${database}: no deployment has made this database yet.`;

const describeReader = ({ principal, database, table, columns }: FormerReader): string =>
  `${database}.${table}: ${principal} sees ${columns.join(', ')} by these grants alone.`;

export const revokesOf = ({ former }: Migration): Revoke[] =>
  former.map(({ text: _, ...grant }) => ({ kind: 'revoke', grant }));

const HEAD: Readonly<Record<Migration['state'], string>> = {
  done: 'No grant of an earlier version stands. Nothing is left to do.',
  waits: 'The grants of an earlier version stay for now:',
  deploy:
    'Nobody needs the grants of an earlier version any more. Take governance.formerGrants out of the configuration and deploy the lake stack, which revokes them; then run this command again, which looks whether the tables are readable.',
  revoke: 'Nobody needs the grants of an earlier version any more, and no stack has them.',
};

const NOT_READABLE = 'No grant of an earlier version stands, and not every table that is shared whole is readable:';

export function migrationText({ state, former, because }: Migration): string {
  const lines = (title: string, all: readonly string[]): string[] =>
    all.length === 0 ? [] : [`  ${title}:`, ...all.map((line) => `    - ${line}`)];
  return [
    state === 'done' && because.length > 0 ? NOT_READABLE : HEAD[state],
    ...lines(
      'grants',
      former.map(({ text }) => text),
    ),
    ...lines('because', because),
  ].join('\n');
}
