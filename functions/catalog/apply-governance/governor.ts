import { setTimeout as sleep } from 'node:timers/promises';
import {
  accepts,
  accountGrants,
  type CatalogState,
  declaredTags,
  doorsTo,
  type ForeignThing,
  foreignThings,
  formerAmong,
  type GovernancePlan,
  type GovernanceProblem,
  type Mismatch,
  notesOn,
  type Owned,
  ownedAfter,
  planGovernance,
  rulesOf,
  tagKeysOf,
  unaccepted,
  verifyPromise,
  withoutAbsent,
  withoutAccepted,
  withoutVersions,
} from '../../../core/governance';
import { ownValue } from '../../../core/own-value';
import { AccountListsCache } from '../../shared/lakeformation/account-lists';
import { Pace, paced } from '../../shared/lakeformation/pace';
import { readAbsences } from '../../shared/lakeformation/read-absences';
import { FilePoliciesCache } from '../../shared/lakeformation/read-file-policies';
import { type Reading, type ReadOptions, readState } from '../../shared/lakeformation/read-state';
import { CatalogCache, readSurroundings } from '../../shared/lakeformation/read-surroundings';
import type { Reader } from '../../shared/lakeformation/reader';
import type { ApplyGovernanceEffects } from './effects';
import { OwnershipLedger } from './ownership-ledger';
import { AppliedPolicies } from './policy-ledger';

/** What is there, and what is to do about it. */
export interface GovernanceLook {
  readonly reading: Reading;
  readonly live: CatalogState;
  readonly owned: Owned;
  readonly plan: GovernancePlan;
  /** As it is, before the plan. */
  readonly mismatches: readonly Mismatch[];
  /** Tags, filters and grants of others that nobody accepted, and with {@link lookAt} other ways to the files. */
  readonly foreign: readonly ForeignThing[];
  /** What could not be looked at, one line each. */
  readonly unread: readonly string[];
  /** What is no way to the data and still good to know; only with {@link lookAt}. */
  readonly notes: readonly string[];
}

/** One database under the eyes of governance. */
export interface Governor {
  readonly reader: Reader;
  readonly ledger: OwnershipLedger;
  readonly policies: AppliedPolicies;
  readonly lists: AccountListsCache;
  /** Whether changes may still begin. */
  readonly hasTime: () => boolean;
  /** At everything, or again at some tables. */
  look(again?: ReadOptions['again']): Promise<GovernanceLook>;
  /** What of others the look shows, and every other way to the files; without what is accepted. */
  survey(look: GovernanceLook): Promise<Pick<GovernanceLook, 'foreign' | 'notes' | 'unread'>>;
  readonly isWithdrawn: boolean;
}

export const paceOf = ({ pace, now = Date.now, wait = (ms) => sleep(ms) }: ApplyGovernanceEffects): Pick<Pace, 'run'> =>
  pace ?? new Pace({ now, wait });

export function governorOf(
  effects: ApplyGovernanceEffects,
  glueDatabase: string,
  hasTime: Governor['hasTime'] = () => true,
): Governor {
  const { glue, dynamodb, catalogId, ledgerTable, settings } = effects;
  const { wait = (ms) => sleep(ms), random = Math.random, now = Date.now } = effects;
  const { lists = new AccountListsCache(), catalog = new CatalogCache() } = effects;
  const { files, filePolicies = new FilePoliciesCache() } = effects;
  const { accepted = [] } = settings.governance;
  const pace = paceOf(effects);
  const lakeformation = paced(effects.lakeformation, pace);
  const reader: Reader = { glue, lakeformation, catalogId, wait, random, now };
  const ledger = new OwnershipLedger({ dynamodb, tableName: ledgerTable }, glueDatabase, reader);
  const context = {
    database: glueDatabase,
    analytics: settings.accounts.analytics,
    analyticsGroups: settings.accounts.organizations,
    isWithdrawn: effects.governed !== undefined && !effects.governed.databases.includes(glueDatabase),
    columnsAt: ownValue(effects.governed?.columnsAt ?? {}, glueDatabase),
  };
  return {
    reader,
    ledger,
    policies: new AppliedPolicies({ dynamodb, tableName: ledgerTable }, glueDatabase, reader),
    lists,
    isWithdrawn: context.isWithdrawn,
    hasTime,
    look: async (again) => {
      const written = await ledger.read();
      const declared = Object.keys(declaredTags(settings.governance));
      const keys = [...new Set([...declared, ...tagKeysOf(written)])];
      const reading = await readState(reader, glueDatabase, keys, { owned: written, lists, again });
      const { absent, unread } = await readAbsences(reader, pace, glueDatabase, reading.state, written);
      const owned = withoutAbsent(written, absent);
      const live = withoutVersions(reading.state, glueDatabase, Object.keys(unread));
      const planned = planGovernance(settings.governance, live, owned, context);
      const problems = context.isWithdrawn ? [...planned.problems, removed(glueDatabase)] : planned.problems;
      const plan = { ...planned, problems };
      const known = ownedAfter(owned, plan, []);
      return {
        reading,
        live,
        owned,
        plan,
        mismatches: verifyPromise(
          settings.governance,
          { ...live, grants: withoutAccepted(live.grants, accepted) },
          known,
          context,
        ),
        foreign: unaccepted(foreignThings(settings.governance, live, owned, context), accepted),
        unread: Object.entries(unread).map(([table, why]) => versionsUnread(`${glueDatabase}.${table}`, why)),
        notes: [],
      };
    },
    survey: async ({ live, foreign, unread }) => {
      const { tables } = ownValue(live.databases, glueDatabase)!;
      const rules = rulesOf(settings.governance, context);
      const tagPolicies = [...accountGrants(rules), ...formerAmong(rules, live)];
      const { locations } = live;
      const query = { reader, database: glueDatabase, tables, tagPolicies, catalog, files, filePolicies, locations };
      const surroundings = await readSurroundings(query);
      const doors = doorsTo(glueDatabase, live, surroundings, accepts(accepted));
      return {
        foreign: [...foreign, ...unaccepted(doors, accepted)],
        notes: notesOn(surroundings),
        unread: [...unread, ...(surroundings.files?.unread ?? [])],
      };
    },
  };
}

const versionsUnread = (table: string, why: string): string =>
  `The versions of ${table} could not be read, so a column that was dropped and came back since the last run keeps what it had: ${why}`;

const removed = (database: string): GovernanceProblem => ({
  code: 'DATABASE_REMOVED',
  severity: 'warning',
  message: `${database} is not in the configuration any more: what lakeferry shared of it is taken back. Its data stays.`,
});
