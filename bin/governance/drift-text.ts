import { describeTogether } from '../../core/governance';
import { counted } from '../counted';
import type { DatabaseDrift, DriftReport } from './drift-report';
import { listed, problemLines, texts } from './plan-text';
import { describeStanding, type PolicyStanding } from './policy-standing';

/** Drift for people. */
export const driftText = ({ policy, account, databases, absent, notes }: DriftReport, isLocal: boolean): string =>
  [
    describeStanding(policy, isLocal),
    ...(account.foreign.length === 0 ? [] : [accountText(account)]),
    ...databases.map((each) => databaseText(each, policy)),
    ...absent.map((database) => `${database}: pending, no deployment has made this database yet`),
    ...notes.map((note) => `note: ${note}`),
    totalsText(databases, account),
  ].join('\n');

const accountText = ({ foreign, isDrifted }: DriftReport['account']): string =>
  [
    `account, for all databases: ${isDrifted ? 'not as the policy says' : 'nothing to mend'}`,
    ...listed('made by others, left alone', foreign.map(withUndo)),
  ].join('\n');

function databaseText(drift: DatabaseDrift, policy: PolicyStanding): string {
  const { database, byHand, notAppliedYet, pending, mismatches, foreign, isDrifted } = drift;
  const lines = [
    ...listed(byHandTitle(drift, policy), together(byHand)),
    ...listed(notAppliedTitle(drift, policy), describeTogether(notAppliedYet)),
    ...listed(
      'pending',
      pending.map(({ message }) => message),
    ),
    ...listed('problems', problemLines(drift)),
    ...listed('seen otherwise than promised', texts(mismatches)),
    ...listed('made by others, left alone', foreign.map(withUndo)),
  ];
  const verdict = isDrifted ? 'not as the policy says' : lines.length === 0 ? 'as the policy says' : 'nothing to mend';
  return [`${database}: ${verdict}`, ...lines].join('\n');
}

const nextRun = ({ source }: DatabaseDrift): string =>
  source === undefined ? 'the next run' : `the next run of ${source}`;

const byHandTitle = (drift: DatabaseDrift, { isDeployed }: PolicyStanding): string =>
  `changed by hand; this would put it right${isDeployed ? `, and ${nextRun(drift)} will` : ''}`;

/** Only of the deployed policy a run makes what is left, and only one that governs this database. */
function notAppliedTitle(drift: DatabaseDrift, { isDeployed, deployed }: PolicyStanding): string {
  const run = nextRun(drift);
  if (isDeployed) return `not applied yet; ${run} does, or governance apply`;
  return deployed === undefined
    ? `not applied yet; ${run} does where this configuration's policy is deployed, or governance apply --until-next-run`
    : "not applied, and no run will before this configuration's policy is deployed";
}

/** Columns of one table that get or lose the same tags stand in one line; one command undoes all of a database. */
function together(changes: DatabaseDrift['byHand']): string[] {
  const [first] = changes;
  return first === undefined ? [] : describeTogether(changes).map((text) => withUndo({ text, undo: first.undo }));
}

const withUndo = ({ text, undo }: { readonly text: string; readonly undo: string }): string =>
  `${text}\n      undo: ${undo}`;

function totalsText(databases: readonly DatabaseDrift[], account: DriftReport['account']): string {
  const sum = (list: (drift: DatabaseDrift) => readonly unknown[]): number =>
    databases.reduce((total, drift) => total + list(drift).length, 0);
  return `in all: ${[
    counted(databases.length, 'database'),
    `${sum(({ byHand }) => byHand)} changed by hand`,
    `${sum(({ notAppliedYet }) => notAppliedYet)} not applied yet`,
    counted(
      sum(({ problems }) => problems),
      'problem',
    ),
    counted(
      sum(({ mismatches }) => mismatches),
      'mismatch',
      'mismatches',
    ),
    `${account.foreign.length + sum(({ foreign }) => foreign)} of others`,
  ].join(', ')}`;
}
