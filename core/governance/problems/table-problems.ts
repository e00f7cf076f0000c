import { type DatabaseRules, type FilterRules, isMeantOpen, type TableRules } from '../model/policy';
import type { TableState, Tags } from '../model/state';
import { orDeclare } from './or-declare';
import { errorOn, type GovernanceProblem } from './problem';
import { rowProblems } from './row-problems';

/** What the policy says of one table and its columns, filters and readers do not bear out. */
export function tableProblems(
  rules: DatabaseRules,
  table: string,
  own: TableRules,
  state: TableState,
): GovernanceProblem[] {
  const name = `${rules.database}.${table}`;
  return [
    ...unknownColumns(rules, name, table, own, state),
    ...own.filters.flatMap((filter) => filterProblems(rules, name, table, filter, own)),
    ...twiceNamed(name, table, own),
    ...rowProblems(rules, name, own, state).flatMap(({ code, message }) => errorOn(code, table, message)),
  ];
}

function unknownColumns(
  rules: DatabaseRules,
  name: string,
  table: string,
  { filters, columns }: TableRules,
  state: TableState,
) {
  const known = state.columns.map((column) => column.name);
  const named = [...new Set([...filters.flatMap((filter) => filter.columns), ...Object.keys(columns)])].sort();
  return named.flatMap((column) => {
    if (state.partitionKeys.includes(column)) {
      return errorOn(
        'PARTITION_KEY',
        table,
        `${name}: '${column}' is a partition key, which is always visible and cannot be filtered or tagged apart. Leave it out.`,
      );
    }
    if (known.includes(column)) return [];
    return errorOn(
      'UNKNOWN_COLUMN',
      table,
      `${name} has no column '${column}' (any more). It has: ${known.join(', ')}. Correct the policy${orDeclare(rules, column)}; until then nothing is opened on this table.`,
    );
  });
}

function filterProblems(
  rules: DatabaseRules,
  name: string,
  table: string,
  { name: filter, principals }: FilterRules,
  own: TableRules,
): GovernanceProblem[] {
  if (principals.length === 0) {
    return [
      {
        code: 'FILTER_FOR_NOBODY',
        severity: 'warning',
        table,
        message: `${name}: nobody gets filter ${filter}. Set accounts.analytics, or list principals.`,
      },
    ];
  }
  const tags: Tags = { ...rules.databaseTags, ...own.tags };
  if (rules.analytics === undefined || !principals.includes(rules.analytics) || !isMeantOpen(rules, tags)) return [];
  return errorOn(
    'FILTER_BYPASSED',
    table,
    `${name}: filter ${filter} is bypassed, for the table is open to ${rules.analytics} by its tags. Take it off share, or tag it otherwise.`,
  );
}

function twiceNamed(name: string, table: string, { filters }: TableRules): GovernanceProblem[] {
  const names = filters.map((filter) => filter.name);
  return [...new Set(names.filter((n, i) => names.indexOf(n) < i))].flatMap((twice) =>
    errorOn(
      'FILTER_NAME_TWICE',
      table,
      `${name}: two filters are named ${twice}. Name the one in namedFilters otherwise.`,
    ),
  );
}
