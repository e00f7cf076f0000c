import { type Change, describeChange, isByHand, type Mismatch, undoForeign } from '../../core/governance';
import type { Commands } from './commands';
import type { DatabaseLook, Looked } from './look';
import { type DatabasePlan, isError, isOfAccount, type PlanReport, planReport, type Told, told } from './plan-report';

/** With the command that takes it back. */
export type Undone<T> = Told<T> & { readonly undo: string };

/** What `governance drift` says of one database. */
export interface DatabaseDrift extends Pick<DatabasePlan, 'database' | 'pending' | 'problems' | 'mismatches'> {
  /** Whose next run applies what is left. Absent: any. */
  readonly source?: string;
  /** What lakeferry had made, and somebody changed; as the change that takes it back. */
  readonly byHand: readonly Undone<Change>[];
  /** What the policy says and no run has applied yet. */
  readonly notAppliedYet: readonly Told<Change>[];
  /** Made by others and left alone. */
  readonly foreign: readonly Undone<DatabasePlan['foreign'][number]>[];
  /** More than warnings. */
  readonly isDrifted: boolean;
}

export interface DriftReport extends Pick<PlanReport, 'policy' | 'absent'> {
  /** What no command reads, for people. */
  readonly notes: readonly string[];
  readonly account: {
    /** Ways of others to the data of every database. */
    readonly foreign: DatabaseDrift['foreign'];
    readonly isDrifted: boolean;
  };
  readonly databases: readonly DatabaseDrift[];
}

/** The results of Athena are in another account, and IAM decides for whom no policy of a bucket or key names. */
const DOORS =
  'who reads the results of Athena, and whom IAM alone lets decrypt, is not looked at: docs/lake-formation.md, "Doors beside Lake Formation".';

export function driftReport(looked: Looked, commands: Commands): DriftReport {
  const { policy, absent, databases, account } = planReport(looked, commands);
  const { governance } = looked.settings;
  // a change of the account is a change of every database's plan
  const ofAccount = new Set<string>();
  const isTold = (change: Change): boolean => {
    if (!isOfAccount(change)) return false;
    const line = describeChange(change);
    return ofAccount.has(line) || !ofAccount.add(line);
  };
  return {
    policy,
    absent,
    notes: [...new Set(looked.databases.flatMap(({ notes, unread }) => [...notes, ...unread])), DOORS],
    account: {
      foreign: undone(account.foreign, looked, commands),
      isDrifted: governance.foreign === 'fail' && account.foreign.length > 0,
    },
    databases: looked.databases.map((look, i) => databaseDrift(look, databases[i]!, looked, commands, isTold)),
  };
}

function databaseDrift(
  look: DatabaseLook,
  { database, pending, problems, mismatches, foreign }: DatabasePlan,
  looked: Looked,
  commands: Commands,
  /** By an earlier database. */
  isTold: (change: Change) => boolean,
): DatabaseDrift {
  const { plan, source } = look;
  const changes = plan.changes.filter((change) => !isTold(change));
  const undo = commands.apply(database);
  const byHand = changes.filter((change) => isByHand(change, plan, look));
  const notAppliedYet = changes.filter((change) => !byHand.includes(change));
  const fails = looked.settings.governance.foreign === 'fail' && foreign.length > 0;
  return {
    database,
    source,
    byHand: byHand.map(told(describeChange)).map((change) => ({ ...change, undo })),
    notAppliedYet: notAppliedYet.map(told(describeChange)),
    pending,
    problems,
    mismatches,
    foreign: undone(foreign, looked, commands),
    isDrifted:
      byHand.length > 0 ||
      problems.some(isError) ||
      mismatches.some((each) => !waits(each, notAppliedYet.length > 0)) ||
      fails,
  };
}

const undone = (
  foreign: DatabasePlan['foreign'],
  { effects }: Looked,
  commands: Commands,
): readonly Undone<DatabasePlan['foreign'][number]>[] =>
  foreign.map((thing) => ({ ...thing, undo: commands.aws(undoForeign(thing, effects.catalogId)) }));

/** Only something is missing, and what is not applied yet may bring it. */
const waits = ({ unexpected, missing, rows }: Mismatch, isSomethingLeft: boolean): boolean =>
  isSomethingLeft && unexpected.length === 0 && missing.length > 0 && rows === undefined;
