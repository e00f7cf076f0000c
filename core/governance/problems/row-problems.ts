import type { Comparison } from '../../config/governance/predicate-parser';
import {
  comparisonsIn,
  flawOfKey,
  flawOfValues,
  kindOfType,
  unsupportedIn,
} from '../../config/governance/predicate-subset';
import { columnsInPredicate } from '../../config/governance/row-predicate';
import { ownValue } from '../../own-value';
import { type DatabaseRules, isMeantOpen, type TableRules } from '../model/policy';
import { ALL_ROWS, type TableState } from '../model/state';
import { orDeclare } from './or-declare';
import type { GovernanceProblem } from './problem';

type Found = Omit<GovernanceProblem, 'table' | 'severity'>;

/**
 * What keeps row predicates of one table from hiding just the rows they should. Each keeps the table from being
 * opened.
 */
export function rowProblems(rules: DatabaseRules, name: string, own: TableRules, state: TableState): Found[] {
  return [
    ...unknownInRows(rules, name, own, state),
    ...refusedRows(name, own, state),
    ...mixedRows(name, own),
    ...openBesides(rules, name, own),
  ];
}

function unknownInRows(
  rules: DatabaseRules,
  name: string,
  { filters }: TableRules,
  { columns, partitionKeys }: TableState,
): Found[] {
  const known = [...columns.map((column) => column.name), ...partitionKeys];
  return filters.flatMap(({ name: filter, rows }) =>
    columnsInPredicate(rows)
      .filter((column) => !known.includes(column))
      .map((column) => ({
        code: 'UNKNOWN_COLUMN' as const,
        message: `${name} has no column '${column}', which the rows of filter ${filter} name: ${rows}. It has: ${known.join(', ')}. Correct the predicate${orDeclare(rules, column)}; texts stand in single quotes.`,
      })),
  );
}

/** What Lake Formation would refuse, by form or for the types of the columns. */
function refusedRows(name: string, { filters }: TableRules, state: TableState): Found[] {
  return filters.flatMap(({ name: filter, rows }) => {
    const flaws = [unsupportedIn(rows), ...comparisonsIn(rows).map((comparison) => flawOfTypes(comparison, state))];
    return flaws.flatMap((flaw) => {
      if (flaw === undefined) return [];
      const message = `${name}: Lake Formation refuses the rows of filter ${filter}: ${flaw} (${rows}). Correct the predicate.`;
      return [{ code: 'REFUSED_PREDICATE' as const, message }];
    });
  });
}

function flawOfTypes(comparison: Comparison, { columns, partitionKeys }: TableState): string | undefined {
  const { column, isNested, values } = comparison;
  if (isNested) return undefined;
  if (partitionKeys.includes(column)) return flawOfKey(comparison);
  const type = columns.find(({ name }) => name === column)?.type;
  if (type === undefined) return undefined;
  const kind = kindOfType(type);
  if (kind === undefined) return `'${column}' is of type ${type}, which row filters do not take`;
  return flawOfValues(column, type, kind, values);
}

/** "All rows" prevails over every predicate of the same principal: the predicate would hide nothing. */
function mixedRows(name: string, { filters }: TableRules): Found[] {
  const principals = [...new Set(filters.flatMap((filter) => filter.principals))].sort();
  return principals.flatMap((principal) => {
    const held = filters.filter((filter) => filter.principals.includes(principal));
    const all = held.filter(({ rows }) => rows === ALL_ROWS);
    if (all.length === 0 || all.length === held.length) return [];
    const message = `${name}: ${principal} gets filters with and without a row predicate, and then sees all rows. Give each of them rows, or none.`;
    return [{ code: 'MIXED_ROWS', message }];
  });
}

/** A column that tags open is open in all rows, and then so is everything else. */
function openBesides(rules: DatabaseRules, name: string, { tags, columns, filters }: TableRules): Found[] {
  const { analytics, databaseTags } = rules;
  const filtered = filters.some(({ rows, principals }) => rows !== ALL_ROWS && principals.includes(analytics ?? ''));
  if (analytics === undefined || !filtered) return [];
  const open = Object.keys(columns).filter((c) =>
    isMeantOpen(rules, { ...databaseTags, ...tags, ...ownValue(columns, c)!.tags }),
  );
  if (open.length === 0) return [];
  const message = `${name}: ${open.join(', ')} ${open.length > 1 ? 'are' : 'is'} open to ${analytics} by tag, in all rows, and then the row predicate hides nothing. Take the tag off, and list the column in the filter.`;
  return [{ code: 'MIXED_ROWS', message }];
}
