import {
  type Change,
  describeChange,
  describeMismatch,
  type GovernanceProblem,
  type Mismatch,
} from '../../../core/governance';
import { isUnknownPrincipal } from '../../shared/lakeformation/persist';

const SHOWN = 10;

const listed = (lines: readonly string[]): string =>
  lines.length <= SHOWN ? lines.join(' | ') : `${lines.slice(0, SHOWN).join(' | ')} | and ${lines.length - SHOWN} more`;

/** What keeps everything of a database from being opened; what had to be closed is, or is named with the reason. */
const stopped = (glueDatabase: string, problems: readonly GovernanceProblem[], failures: readonly FailedChange[]) => {
  const left =
    failures.length === 0
      ? 'what had to be closed is'
      : `these could not be closed: ${listed(failures.map(describeFailure))}`;
  return `Nothing was opened on ${glueDatabase}, ${left}. ${listed(problems.map(({ message }) => message))} Then redrive this execution.`;
};

/** Something is open past Lake Formation. Nothing was opened. */
export class UnrestrictedAccessError extends Error {
  override readonly name = 'UnrestrictedAccessError';
  constructor(
    glueDatabase: string,
    readonly problems: readonly GovernanceProblem[],
    failures: readonly FailedChange[] = [],
  ) {
    super(stopped(glueDatabase, problems, failures));
  }
}

/** The account shares with others in a way that cannot carry the policy. Nothing was opened. */
export class CrossAccountVersionError extends Error {
  override readonly name = 'CrossAccountVersionError';
  constructor(glueDatabase: string, problem: GovernanceProblem, failures: readonly FailedChange[] = []) {
    super(stopped(glueDatabase, [problem], failures));
  }
}

/** Items of the ledger say nothing that lakeferry wrote. Nothing was opened. */
export class LedgerUnreadableError extends Error {
  override readonly name = 'LedgerUnreadableError';
  constructor(
    glueDatabase: string,
    readonly problems: readonly GovernanceProblem[],
    failures: readonly FailedChange[] = [],
  ) {
    super(stopped(glueDatabase, problems, failures));
  }
}

/** One change that Lake Formation refused. */
export interface FailedChange {
  readonly change: Change;
  readonly error: Error;
}

/** Some tables are not as the policy says; the others are. */
export class GovernanceFailedError extends Error {
  override readonly name = 'GovernanceFailedError';
  constructor(
    glueDatabase: string,
    /** Sorted; empty when it is the database itself. */
    readonly tables: readonly string[],
    reasons: readonly string[],
  ) {
    const where =
      tables.length === 0 ? glueDatabase : `${tables.map((table) => `${glueDatabase}.${table}`).join(', ')}`;
    super(
      `${where} ${tables.length > 1 ? 'are' : 'is'} not as the policy says: ${listed(reasons)} What could be applied is. Remove the causes, then ` +
        'redrive this execution.',
    );
  }
}

const UNKNOWN_PRINCIPAL_FIX = ' (There is no such principal. Make it again, or take it out of the policy and deploy.)';

export const describeFailure = ({ change, error }: FailedChange): string =>
  `${describeChange(change)}: ${error.name}: ${error.message}${isUnknownPrincipal(error) ? UNKNOWN_PRINCIPAL_FIX : ''}`;

/** All was applied, and still somebody sees something else than the policy promises. */
export class VisibilityMismatchError extends Error {
  override readonly name = 'VisibilityMismatchError';
  constructor(readonly mismatches: readonly Mismatch[]) {
    super(
      `Who sees what is not what the policy promises: ${listed(mismatches.map(describeMismatch))}. Somebody granted, tagged or revoked this by ` +
        'hand: take it back or put it into the policy, then redrive this execution.',
    );
  }
}

/** All is as the policy says, and others have ways to the data that nobody accepted. */
export class ForeignAccessError extends Error {
  override readonly name = 'ForeignAccessError';
  constructor(
    glueDatabase: string,
    readonly findings: readonly string[],
  ) {
    super(
      `${glueDatabase} is as the policy says, but others reach its data, and governance.foreign is 'fail': ${listed(findings)}. Take each back ` +
        "('npx lakeferry governance drift' prints the command), or add its line to governance.accepted and deploy; then redrive this execution.",
    );
  }
}

/** Changes were accepted and are not there when read again. */
export class GovernanceUnsettledError extends Error {
  override readonly name = 'GovernanceUnsettledError';
  constructor(glueDatabase: string, changes: readonly Change[]) {
    super(
      `${glueDatabase} does not settle: these were applied and are still to do: ${listed(changes.map(describeChange))}. Something else changes ` +
        'the same things. Stop it, then redrive this execution.',
    );
  }
}
