import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { CATALOG_EVENT, CATALOG_METRIC } from '../../../core/catalog/names';
import type { GovernanceSettings, Settings } from '../../../core/config/types';
import {
  accepts,
  accountGrants,
  type CatalogState,
  concernsAccount,
  declaredTags,
  describeChange,
  describeForeign,
  describeMismatch,
  doorsTo,
  type ForeignThing,
  foreignThings,
  formerAmong,
  type GovernancePlan,
  type GovernanceProblem,
  isSharedStill,
  type Mismatch,
  NOT_CLEAN,
  notesOn,
  type Owned,
  ownedAfter,
  planGovernance,
  policyHash,
  rulesOf,
  type Tags,
  tableOf,
  tagKeysOf,
  unaccepted,
  verifyPromise,
  withoutAccepted,
} from '../../../core/governance';
import { namingRefusals } from '../../shared/access-denied';
import { AccountListsCache } from '../../shared/lakeformation/account-lists';
import { Pace, paced } from '../../shared/lakeformation/pace';
import { isUnknownPrincipal, mayPass } from '../../shared/lakeformation/persist';
import { FilePoliciesCache, type FilesOfLake } from '../../shared/lakeformation/read-file-policies';
import { type Reading, type ReadOptions, readState } from '../../shared/lakeformation/read-state';
import { CatalogCache, readSurroundings } from '../../shared/lakeformation/read-surroundings';
import { READS_A_TABLE } from '../../shared/lakeformation/read-table';
import type { Reader } from '../../shared/lakeformation/reader';
import type { Log, RecordMetric } from '../../shared/log';
import { ServiceThrottledError } from '../../shared/service-errors';
import type { ApplyGovernanceInput, ApplyGovernanceResult } from '../payloads';
import { type Applied, applyPlan } from './apply-plan';
import {
  CrossAccountVersionError,
  describeFailure,
  ForeignAccessError,
  GovernanceFailedError,
  GovernanceUnsettledError,
  LedgerUnreadableError,
  UnrestrictedAccessError,
  VisibilityMismatchError,
} from './errors';
import { OwnershipLedger } from './ownership-ledger';
import { AppliedPolicies } from './policy-ledger';
import { isTurnToTell } from './told-findings';
import { whyNotReadable } from './why-not-readable';
import { removedDatabases, withdrawFrom } from './withdraw';

export interface ApplyGovernanceEffects {
  readonly glue: Pick<GlueClient, 'send'>;
  readonly lakeformation: Pick<LakeFormationClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly settings: Pick<Settings, 'accounts' | 'governance'>;
  readonly ledgerTable: string;
  /** The account that owns the lake. */
  readonly catalogId: string;
  /** Name of the role that crawls. @default its grants look like those of others; applying takes away neither */
  readonly crawlerRole?: string;
  /** Resolves after so many milliseconds. @default timers of Node.js */
  readonly wait?: (ms: number) => Promise<void>;
  /** Jitter, 0 to 1. @default Math.random */
  readonly random?: () => number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Spreads requests to Lake Formation. @default the assumed rates of AWS */
  readonly pace?: Pick<Pace, 'run'>;
  /** Lists of the account, for those who look at several databases in a row. @default each handler its own */
  readonly lists?: AccountListsCache;
  /** What Glue says of the whole catalog, likewise. @default each handler its own */
  readonly catalog?: CatalogCache;
  /** Tells who reads files by the policies of buckets and keys. @default nobody looks there */
  readonly files?: FilesOfLake;
  /** What those policies say, likewise. @default each handler its own */
  readonly filePolicies?: FilePoliciesCache;
  /** All databases of the configuration. @default nothing is taken back from those that were taken out of it */
  readonly governed?: GovernanceSettings['governed'];
  /** No change begins later than so many milliseconds after the call. @default no limit */
  readonly appliesForMs?: number;
}

/**
 * Makes one Glue database what the policy says, and checks by reading again that everybody sees what is promised.
 * Throws {@link UnrestrictedAccessError} and {@link CrossAccountVersionError} before anything is opened; {@link
 * GovernanceFailedError} with the tables that could not be made so, the others being so; {@link
 * VisibilityMismatchError} and {@link GovernanceUnsettledError} where it is done and not so; `DatabaseNotFoundError`.
 * `ListsDisagreeError`. Calling it again applies only what is still to do; it must be called again while the result is
 * UNFINISHED.
 */
export function createHandler(given: ApplyGovernanceEffects) {
  const { lists = new AccountListsCache(), catalog = new CatalogCache() } = given;
  const { filePolicies = new FilePoliciesCache() } = given;
  const effects = {
    ...given,
    glue: namingRefusals(given.glue),
    lakeformation: namingRefusals(given.lakeformation),
    dynamodb: namingRefusals(given.dynamodb),
    lists,
    catalog,
    filePolicies,
    pace: paceOf(given),
  };
  return async ({ glueDatabase }: ApplyGovernanceInput): Promise<ApplyGovernanceResult> => {
    const left = await withdrawRemoved(effects, glueDatabase);
    const governor = governorOf(effects, glueDatabase);
    const result = await govern(effects, governor, glueDatabase, left).finally(() =>
      effects.lists.outdate(glueDatabase),
    );
    effects.log.info('governance applied', { event: CATALOG_EVENT.governanceApplied, glueDatabase, ...result });
    effects.metric(CATALOG_METRIC.governanceChanges, 'Count', result.changes);
    effects.metric(CATALOG_METRIC.columnsToClassify, 'Count', result.toClassify);
    return result;
  };
}

/** What closes comes first, so this is done before the database itself is looked at. */
async function withdrawRemoved(effects: ApplyGovernanceEffects, asked: string): Promise<string[]> {
  const removed = (await listRemoved(effects)).filter((name) => name !== asked);
  const { governedTag } = rulesOf(effects.settings.governance, { database: asked });
  return withdrawFrom(removed, {
    log: effects.log,
    isShared: async (name) => isSharedStill(await governorOf(effects, name).ledger.read(), Object.keys(governedTag)),
    withdraw: async (name) => {
      // the numbers of a run are those of its own database
      const one = { ...effects, metric: () => {} };
      await govern(one, governorOf(one, name), name, []).finally(() => effects.lists?.outdate(name));
    },
    remember: (name, isClean) => {
      const { ledger } = governorOf(effects, name);
      return isClean ? ledger.remove([NOT_CLEAN]) : ledger.add([NOT_CLEAN]);
    },
  });
}

/** Databases of the installation that the configuration does not name any more. */
export const listRemoved = (effects: ApplyGovernanceEffects): Promise<string[]> =>
  effects.governed === undefined
    ? Promise.resolve([])
    : removedDatabases(governorOf(effects, '').reader, effects.governed);

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

/** Reads and plans, and changes nothing: for `plan`, `drift` and `who-can-see`. Throws `DatabaseNotFoundError`. */
export async function lookAt(effects: ApplyGovernanceEffects, glueDatabase: string): Promise<GovernanceLook> {
  const governor = governorOf(effects, glueDatabase);
  const look = await governor.look();
  return { ...look, ...(await governor.survey(look)) };
}

interface Governor {
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

const paceOf = ({ pace, now = Date.now, wait = (ms) => sleep(ms) }: ApplyGovernanceEffects): Pick<Pace, 'run'> =>
  pace ?? new Pace({ now, wait });

function governorOf(effects: ApplyGovernanceEffects, glueDatabase: string): Governor {
  const { glue, dynamodb, catalogId, ledgerTable, settings, crawlerRole } = effects;
  const { wait = (ms) => sleep(ms), random = Math.random, now = Date.now, appliesForMs = Infinity } = effects;
  const { lists = new AccountListsCache(), catalog = new CatalogCache() } = effects;
  const { files, filePolicies = new FilePoliciesCache() } = effects;
  const { accepted = [] } = settings.governance;
  const lakeformation = paced(effects.lakeformation, paceOf(effects));
  const reader: Reader = { glue, lakeformation, catalogId, wait, random, now };
  const ledger = new OwnershipLedger({ dynamodb, tableName: ledgerTable }, glueDatabase, reader);
  const context = {
    database: glueDatabase,
    analytics: settings.accounts.analytics,
    analyticsGroups: settings.accounts.organizations,
    crawlerRole,
    isWithdrawn: effects.governed !== undefined && !effects.governed.databases.includes(glueDatabase),
  };
  const endsAt = now() + appliesForMs;
  return {
    reader,
    ledger,
    policies: new AppliedPolicies({ dynamodb, tableName: ledgerTable }, glueDatabase, reader),
    lists,
    isWithdrawn: context.isWithdrawn,
    hasTime: () => now() < endsAt,
    look: async (again) => {
      const owned = await ledger.read();
      const declared = Object.keys(declaredTags(settings.governance));
      const keys = [...new Set([...declared, ...tagKeysOf(owned)])];
      const reading = await readState(reader, glueDatabase, keys, { owned, lists, again });
      const live = reading.state;
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
        unread: [],
        notes: [],
      };
    },
    survey: async ({ live, foreign }) => {
      const { tables } = live.databases[glueDatabase]!;
      const rules = rulesOf(settings.governance, context);
      const tagPolicies = [...accountGrants(rules), ...formerAmong(rules, live)];
      const { locations } = live;
      const query = { reader, database: glueDatabase, tables, tagPolicies, catalog, files, filePolicies, locations };
      const surroundings = await readSurroundings(query);
      const doors = doorsTo(glueDatabase, live, surroundings, accepts(accepted));
      return {
        foreign: [...foreign, ...unaccepted(doors, accepted)],
        notes: notesOn(surroundings),
        unread: surroundings.files?.unread ?? [],
      };
    },
  };
}

const removed = (database: string): GovernanceProblem => ({
  code: 'DATABASE_REMOVED',
  severity: 'warning',
  message: `${database} is not in the configuration any more: what lakeferry shared of it is taken back. Its data stays.`,
});

/** Lake Formation's reads may lag behind its writes: looks again so often, with longer and longer pauses. */
const PAUSES_MS: readonly number[] = [0, 2000, 5000, 10_000, 20_000];

async function govern(
  effects: ApplyGovernanceEffects,
  governor: Governor,
  glueDatabase: string,
  /** Lines of databases that were taken out of the configuration and are not clean. */
  left: readonly string[],
): Promise<ApplyGovernanceResult> {
  const { look, changes, end } = await settle(effects, governor, glueDatabase);
  const found = await findingsOf(effects, governor, look, left, end);
  if (end instanceof Error) throw end;
  if (end === 'UNFINISHED') return { ...resultOf(end, glueDatabase, look, changes), ...found.result };
  const result = await conclude(effects, governor, look, changes, found);
  const notReadable = await whyNotReadable(effects.settings, governor.reader, glueDatabase, look.live);
  if (notReadable !== undefined)
    effects.log.warn(notReadable, { event: CATALOG_EVENT.tablesNotReadable, glueDatabase });
  return notReadable === undefined ? result : { ...result, notReadable };
}

interface Settled {
  /** The last one. */
  readonly look: GovernanceLook;
  readonly changes: number;
  /** Nothing more is to be tried, time was up, or what stopped it. */
  readonly end: 'SETTLED' | 'UNFINISHED' | Error;
}

/** Applies and looks again until nothing is left to do, or no more can be done. */
async function settle(effects: ApplyGovernanceEffects, governor: Governor, glueDatabase: string): Promise<Settled> {
  let changes = 0;
  let isConfirmed = false;
  let look = await governor.look();
  try {
    for (const pause of PAUSES_MS) {
      if (isStopped(look.plan)) {
        const applied = await apply(effects, governor, look.plan);
        changes += applied.changes;
        return { look, changes, end: applied.isCut ? 'UNFINISHED' : stop(glueDatabase, look.plan, applied) };
      }
      if (isSettled(look)) break;
      // what is not so although nothing was changed will not be so later; only lists may be mistaken
      if (isQuiet(look.plan) && changes === 0) {
        if (isConfirmed || !look.reading.isListed) break;
        isConfirmed = true;
        look = await lookAgain(governor, glueDatabase, look);
        continue;
      }
      if (pause > 0) {
        await governor.reader.wait(pause);
        look = await lookAgain(governor, glueDatabase, look);
      }
      const applied = await apply(effects, governor, look.plan);
      changes += applied.changes;
      throwFailures(glueDatabase, look.plan, applied);
      if (applied.isCut) return { look, changes, end: 'UNFINISHED' };
      look = await lookAgain(governor, glueDatabase, look);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { look, changes, end: error };
  }
  return { look, changes, end: 'SETTLED' };
}

interface Findings {
  /** Every line, also what the run of another database tells. */
  readonly all: readonly string[];
  readonly result: Pick<ApplyGovernanceResult, 'foreign' | 'findings'>;
}

/**
 * Looks for other ways to the data and tells them, however the run ends. What stopped the run is told first: a look
 * that fails then says so in the log.
 */
async function findingsOf(
  effects: ApplyGovernanceEffects,
  governor: Governor,
  look: GovernanceLook,
  left: readonly string[],
  end: Settled['end'],
): Promise<Findings> {
  try {
    const { foreign, unread } = await governor.survey(look);
    for (const line of unread) effects.log.warn(line);
    return await tell(effects, governor, foreign, left);
  } catch (error) {
    if (!(end instanceof Error)) throw error;
    effects.log.warn('others were not looked for', { event: CATALOG_EVENT.foreignUnknown, error: String(error) });
    return { all: left, result: {} };
  }
}

async function tell(
  { log, metric, dynamodb, ledgerTable }: ApplyGovernanceEffects,
  { policies: { glueDatabase }, reader, isWithdrawn }: Governor,
  foreign: readonly ForeignThing[],
  left: readonly string[],
): Promise<Findings> {
  const own = foreign.filter((thing) => !concernsAccount(thing)).map(describeForeign);
  // whoever is governed tells it
  const ofAccount = isWithdrawn ? [] : foreign.filter(concernsAccount).map(describeForeign);
  const table = { dynamodb, tableName: ledgerTable };
  const isTurn = await isTurnToTell(table, glueDatabase, ofAccount, reader);
  const lines = [...left, ...(isTurn ? ofAccount : []), ...own];
  for (const finding of lines)
    log.warn('others reach governed data', { event: CATALOG_EVENT.foreignFound, glueDatabase, finding });
  metric(CATALOG_METRIC.foreignFindings, 'Count', lines.length);
  const result = lines.length === 0 ? {} : { foreign: lines.length, findings: lines.slice(0, MAX_FINDINGS) };
  return { all: [...left, ...ofAccount, ...own], result };
}

/** At what the plan changes or is not as promised, unless that would take longer than to read everything anew. */
function lookAgain(
  { look, lists }: Governor,
  glueDatabase: string,
  { reading, plan, mismatches }: GovernanceLook,
): Promise<GovernanceLook> {
  const changed = plan.changes.flatMap((change) => tableOf(change) ?? []);
  const tables = new Set(isQuiet(plan) ? mismatches.map(({ table }) => table) : changed);
  lists.outdate(glueDatabase);
  if (
    tables.size * READS_A_TABLE > reading.requests ||
    inheritsOtherwise(plan, reading.state.databases[glueDatabase]!.tags)
  ) {
    return look();
  }
  return look({ reading, tables });
}

/** Another value comes down from the database: which tables have the old one of their own, a list does not tell. */
const inheritsOtherwise = ({ changes }: GovernancePlan, before: Tags): boolean =>
  changes.some(
    (change) =>
      (change.kind === 'assign-tags' || change.kind === 'unassign-tags') &&
      change.place.table === undefined &&
      Object.keys(change.tags).some((key) => before[key] !== undefined),
  );

const isSettled = ({ plan, mismatches }: GovernanceLook): boolean => isQuiet(plan) && mismatches.length === 0;

/** Nothing to do, not even in the ledger. */
const isQuiet = ({ changes, remember, forget }: GovernancePlan): boolean =>
  changes.length + Object.keys(remember).length + forget.length === 0;

const isStopped = ({ problems }: GovernancePlan): boolean => problems.some(({ severity }) => severity === 'stop');

/** The machine tries again where something is not closed yet that may be by itself. */
function stop(glueDatabase: string, { problems }: GovernancePlan, { failures }: Applied): Error {
  const passing = failures.find(({ error }) => mayPass(error) && !isUnknownPrincipal(error));
  if (passing !== undefined) return new ServiceThrottledError(describeFailure(passing), { cause: passing.error });
  const stops = problems.filter(({ severity }) => severity === 'stop');
  const unreadable = stops.filter(({ code }) => code === 'LEDGER_UNREADABLE');
  if (unreadable.length > 0) return new LedgerUnreadableError(glueDatabase, unreadable, failures);
  const version = stops.find(({ code }) => code === 'CROSS_ACCOUNT_VERSION');
  if (version !== undefined && stops.length === 1) return new CrossAccountVersionError(glueDatabase, version, failures);
  return new UnrestrictedAccessError(glueDatabase, stops, failures);
}

async function apply(
  { log, metric }: ApplyGovernanceEffects,
  { reader, ledger, policies, hasTime }: Governor,
  plan: GovernancePlan,
): Promise<Applied> {
  for (const change of plan.changes)
    log.info('change', { event: CATALOG_EVENT.governanceChange, change: describeChange(change) });
  for (const column of plan.widened)
    log.warn('column widened and still visible', { event: CATALOG_EVENT.columnWidened, ...column });
  if (plan.widened.length > 0) metric(CATALOG_METRIC.columnsWidened, 'Count', plan.widened.length);
  // a ledger that cannot be written keeps nothing open
  const [forgotten] = await Promise.allSettled([plan.changes.length > 0 ? policies.forget() : undefined]);
  const applied = await applyPlan(reader, ledger, plan, hasTime);
  if (forgotten.status === 'rejected') throw forgotten.reason;
  return applied;
}

/** The machine tries again where all that failed may pass by itself. A principal that is gone does not return. */
function throwFailures(glueDatabase: string, plan: GovernancePlan, { failures }: Applied): void {
  const [first] = failures;
  if (first === undefined) return;
  if (failures.every(({ error }) => mayPass(error) && !isUnknownPrincipal(error))) {
    throw new ServiceThrottledError(describeFailure(first), { cause: first.error });
  }
  throw failed(glueDatabase, plan, failures.map(describeFailure), failures.flatMap(tableOfFailure));
}

const tableOfFailure = ({ change }: Applied['failures'][number]): string[] => {
  const table = tableOf(change);
  return table === undefined ? [] : [table];
};

function failed(
  glueDatabase: string,
  { problems }: GovernancePlan,
  reasons: readonly string[],
  tables: readonly string[],
): GovernanceFailedError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const named = [...new Set([...tables, ...errors.flatMap(({ table }) => table ?? [])])].sort();
  return new GovernanceFailedError(glueDatabase, named, [...errors.map(({ message }) => message), ...reasons]);
}

async function conclude(
  { log, metric, settings }: ApplyGovernanceEffects,
  { policies }: Governor,
  look: GovernanceLook,
  changes: number,
  found: Findings,
): Promise<ApplyGovernanceResult> {
  const { plan, mismatches } = look;
  const { glueDatabase } = policies;
  for (const { severity, message } of plan.problems) if (severity === 'warning') log.warn(message);
  for (const column of plan.toClassify)
    log.warn('column to be classified', { event: CATALOG_EVENT.columnHeldBack, ...column });
  if (plan.changes.length > 0) throw new GovernanceUnsettledError(glueDatabase, plan.changes);
  await policies.record(policyHash(settings));
  metric(CATALOG_METRIC.visibilityMismatches, 'Count', mismatches.length);
  if (plan.problems.some(({ severity }) => severity === 'error')) {
    throw failed(
      glueDatabase,
      plan,
      mismatches.map(describeMismatch),
      mismatches.map(({ table }) => table),
    );
  }
  if (mismatches.length > 0) throw new VisibilityMismatchError(mismatches);
  if (found.all.length > 0 && settings.governance.foreign === 'fail')
    throw new ForeignAccessError(glueDatabase, found.all);
  return { ...resultOf('GOVERNED', glueDatabase, look, changes), ...found.result };
}

/** Of one result, so that the output of a run with hundreds of databases stays below the 256 KiB of a state. */
const MAX_FINDINGS = 5;

const resultOf = (
  outcome: ApplyGovernanceResult['outcome'],
  glueDatabase: string,
  { live, plan }: GovernanceLook,
  changes: number,
): ApplyGovernanceResult => ({
  outcome,
  changes,
  tables: Object.keys(live.databases[glueDatabase]!.tables).length,
  toClassify: plan.toClassify.length,
});
