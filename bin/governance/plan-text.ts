import { describeTogether } from '../../core/governance';
import { counted } from '../counted';
import { type DatabasePlan, isError, type PlanReport, type PlanTotals } from './plan-report';
import { describeStanding } from './policy-standing';

/** A plan for people: what opens comes first, and totals last. */
export function planText({ policy, account, databases, absent, totals }: PlanReport, isLocal: boolean): string {
  const accountText = [
    `account, for all databases: ${counted(account.changes.length, 'change')}`,
    ...listed('changes', texts(account.changes)),
    ...listed('made by others, left alone', texts(account.foreign)),
    ...listed('tags that others use too', texts(account.sharedKeys)),
  ].join('\n');
  const isSilent = account.changes.length + account.foreign.length + account.sharedKeys.length === 0;
  return [
    describeStanding(policy, isLocal),
    ...(isSilent ? [] : [accountText]),
    ...databases.map(databaseText),
    ...absent.map((database) => `${database}: pending, no deployment has made this database yet`),
    totalsText(totals),
  ].join('\n\n');
}

function databaseText({ database, ...plan }: DatabasePlan): string {
  return [
    `${database}: ${plan.changes.length === 0 ? 'nothing to change' : counted(plan.changes.length, 'change')}`,
    ...listed('opens', texts(plan.opens)),
    ...listed('closes', texts(plan.closes)),
    ...listed('changes', describeTogether(plan.changes)),
    ...listed(
      'columns held back; npx lakeferry governance classify prints what to write',
      plan.toClassify.map(
        ({ table, column, staysHidden }) =>
          `${table}.${column}${staysHidden ? ': nothing lists or opens it, so nothing to do if it is to stay hidden' : ''}`,
      ),
    ),
    ...listed(
      'columns widened, still visible',
      plan.widened.map(({ table, column, was, type }) => `${table}.${column}: ${was} became ${type}`),
    ),
    ...listed(
      'pending',
      plan.pending.map(({ message }) => message),
    ),
    ...listed('problems', problemLines(plan)),
    ...listed('seen otherwise than promised, before the changes', texts(plan.mismatches)),
    ...listed('made by others, left alone', texts(plan.foreign)),
  ].join('\n');
}

export const problemLines = ({ problems }: Pick<DatabasePlan, 'problems'>): string[] =>
  problems.map((problem) => `${isError(problem) ? 'error' : 'warning'}: ${problem.message}`);

export const totalsText = (totals: PlanTotals): string =>
  `in all: ${[
    counted(totals.databases, 'database'),
    counted(totals.changes, 'change'),
    `${totals.opens} that open`,
    `${totals.closes} that close`,
    `${counted(totals.toClassify, 'column')} held back`,
    `${totals.pending} pending`,
    counted(totals.errors, 'error'),
    counted(totals.warnings, 'warning'),
    counted(totals.mismatches, 'mismatch', 'mismatches'),
    `${totals.foreign} of others`,
  ].join(', ')}`;

export const texts = (all: readonly { readonly text: string }[]): string[] => all.map(({ text }) => text);

export const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    - ${line}`)];
