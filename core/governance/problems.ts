import type { Desired } from './desired';
import { isOpen } from './desired';
import { asExpression, type DatabaseRules, type FilterRules, type TableRules } from './policy';
import { ALL_ROWS, type CatalogState, IAM_ALLOWED_PRINCIPALS, locationOf, type TableState, type Tags } from './state';

/**
 * `stop`: nothing is applied. `error`: nothing is opened on that table, the rest is applied, and the run fails. `warning`: is told.
 */
export type Severity = 'stop' | 'error' | 'warning';

export type ProblemCode =
  | 'IAM_ALLOWED_PRINCIPALS'
  | 'NEW_TABLES_OPEN'
  | 'LOCATION_NOT_REGISTERED'
  | 'EXPRESSION_TOO_LONG'
  | 'CROSS_ACCOUNT_VERSION'
  | 'UNKNOWN_TABLE'
  | 'UNKNOWN_COLUMN'
  | 'PARTITION_KEY'
  | 'FILTER_BYPASSED'
  | 'FILTER_NAME_TWICE'
  | 'FILTER_FOR_NOBODY'
  | 'MIXED_ROWS'
  | 'NOTHING_TO_HIDE_WITH'
  | 'COLUMN_TAGS_UNDER_GLUE_ETL';

/** Something in policy or catalog that keeps the promise from being kept. */
export interface GovernanceProblem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly table?: string;
  /** What is wrong, where, and what to do. */
  readonly message: string;
}

/** Inline expressions of GrantPermissions (Lake Formation quota), as the request spells them. */
const MAX_EXPRESSION_BYTES = 900;

/** Everything that can be known before anything is applied. */
export function findProblems(rules: DatabaseRules, live: CatalogState, desired: Desired): GovernanceProblem[] {
  const tables = live.databases[rules.database]!.tables;
  return [
    ...openToIam(rules, live),
    ...expressionProblems(rules),
    ...versionProblems(rules, live, desired),
    ...Object.entries(tables).flatMap(([table, { location }]) => {
      if (locationOf(live, location) !== undefined) return [];
      return error(
        'LOCATION_NOT_REGISTERED',
        table,
        `${rules.database}.${table}: its location ${location} is not registered with Lake Formation, so nothing is restricted. Deploy the lake stack, which registers the lake bucket.`,
      );
    }),
    ...Object.entries(rules.tables).flatMap(([table, own]) => {
      const state = tables[table];
      if (state === undefined) {
        const known = Object.keys(tables).sort();
        const listed =
          known.length > SHOWN ? `${known.slice(0, SHOWN).join(', ')}, … ${known.length} in all` : known.join(', ');
        return error(
          'UNKNOWN_TABLE',
          table,
          `${rules.database}.${table} is in the policy and not in the catalog. There are: ${listed || 'none'}. Correct the name, or take it out; if its export was skipped, run the export again.`,
        );
      }
      return tableProblems(rules, table, own, state, desired);
    }),
    ...Object.entries(desired.tables).flatMap(([table, { cannotHide }]) =>
      cannotHide.length === 0
        ? []
        : error(
            'NOTHING_TO_HIDE_WITH',
            table,
            `${rules.database}.${table}: ${cannotHide.join(', ')} should be held back, but every value of ${Object.keys(rules.sharedTag).join(', ')} opens the table. Declare a second value in governance.tags.`,
          ),
    ),
  ];
}

const SHOWN = 12;

const error = (code: ProblemCode, table: string, message: string): GovernanceProblem[] => [
  { code, severity: 'error', table, message },
];

/** Whoever IAM lets in reads everything, past every tag and filter. */
function openToIam({ database }: DatabaseRules, live: CatalogState): GovernanceProblem[] {
  const held = live.grants.flatMap(({ principal, resource }) => {
    if (principal !== IAM_ALLOWED_PRINCIPALS) return [];
    if (resource.kind === 'database' && resource.database === database) return [`database ${database}`];
    if (resource.kind !== 'table' && resource.kind !== 'columns') return [];
    return resource.database === database ? [`table ${database}.${resource.table}`] : [];
  });
  const problems: GovernanceProblem[] = [...new Set(held)].sort().map((where) => ({
    code: 'IAM_ALLOWED_PRINCIPALS',
    severity: 'stop',
    message: `${IAM_ALLOWED_PRINCIPALS} still holds rights on ${where}, so Lake Formation restricts nobody there. Revoke them: aws lakeformation revoke-permissions --principal DataLakePrincipalIdentifier=${IAM_ALLOWED_PRINCIPALS} --permissions ALL --resource <${where}>.`,
  }));
  if (live.databases[database]!.opensNewTables) {
    problems.push({
      code: 'NEW_TABLES_OPEN',
      severity: 'error',
      message: `Database ${database} gives each new table to ${IAM_ALLOWED_PRINCIPALS}. Set its CreateTableDefaultPermissions to an empty list; the lake stack does.`,
    });
  }
  return problems;
}

function expressionProblems({ sharedTag, analytics }: DatabaseRules): GovernanceProblem[] {
  if (analytics === undefined) return [];
  const expression = Object.entries(asExpression(sharedTag)).map(([TagKey, TagValues]) => ({ TagKey, TagValues }));
  const bytes = Buffer.byteLength(JSON.stringify(expression));
  if (bytes <= MAX_EXPRESSION_BYTES) return [];
  const message = `governance.sharedTag makes a grant expression of ${bytes} bytes, Lake Formation takes ${MAX_EXPRESSION_BYTES}: use fewer or shorter tags.`;
  return [{ code: 'EXPRESSION_TOO_LONG', severity: 'stop', message }];
}

function versionProblems(
  { analytics }: DatabaseRules,
  { crossAccountVersion, catalogId }: CatalogState,
  desired: Desired,
): GovernanceProblem[] {
  const foreign = desired.grants.some(
    ({ principal }) => principal !== catalogId && !principal.includes(`:${catalogId}:`),
  );
  if (crossAccountVersion === undefined || crossAccountVersion >= 3 || !(analytics !== undefined || foreign)) return [];
  const message = `Lake Formation shares with other accounts by version ${crossAccountVersion} here: tags and single roles are shared fully from version 3 on. Raise CROSS_ACCOUNT_VERSION in the data lake settings (it is the account's, and cannot be lowered from 5).`;
  return [{ code: 'CROSS_ACCOUNT_VERSION', severity: 'warning', message }];
}

function tableProblems(
  rules: DatabaseRules,
  table: string,
  own: TableRules,
  state: TableState,
  desired: Desired,
): GovernanceProblem[] {
  const name = `${rules.database}.${table}`;
  return [
    ...unknownColumns(name, table, own, state),
    ...own.filters.flatMap((filter) => filterProblems(rules, name, table, filter, own)),
    ...twiceNamed(name, table, own),
    ...mixedRows(name, table, own),
    ...etlProblems(rules, name, table, desired),
  ];
}

function unknownColumns(name: string, table: string, { filters, columns }: TableRules, state: TableState) {
  const known = state.columns.map((column) => column.name);
  const named = [...new Set([...filters.flatMap((filter) => filter.columns), ...Object.keys(columns)])].sort();
  return named.flatMap((column) => {
    if (state.partitionKeys.includes(column)) {
      return error(
        'PARTITION_KEY',
        table,
        `${name}: '${column}' is a partition key, which is always visible and cannot be filtered or tagged apart. Leave it out.`,
      );
    }
    if (known.includes(column)) return [];
    return error(
      'UNKNOWN_COLUMN',
      table,
      `${name} has no column '${column}' (any more). It has: ${known.join(', ')}. Correct the policy; until then nothing is opened on this table.`,
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
  if (rules.analytics === undefined || !principals.includes(rules.analytics) || !isOpen(rules, tags)) return [];
  return error(
    'FILTER_BYPASSED',
    table,
    `${name}: filter ${filter} is bypassed, for the table is open to ${rules.analytics} by its tags. Take it off share, or tag it otherwise.`,
  );
}

function twiceNamed(name: string, table: string, { filters }: TableRules): GovernanceProblem[] {
  const names = filters.map((filter) => filter.name);
  return [...new Set(names.filter((n, i) => names.indexOf(n) < i))].flatMap((twice) =>
    error(
      'FILTER_NAME_TWICE',
      table,
      `${name}: two filters are named ${twice}. Name the one in namedFilters otherwise.`,
    ),
  );
}

/** "All rows" prevails over every predicate of the same principal: the predicate would hide nothing. */
function mixedRows(name: string, table: string, { filters }: TableRules): GovernanceProblem[] {
  const principals = [...new Set(filters.flatMap((filter) => filter.principals))].sort();
  return principals.flatMap((principal) => {
    const held = filters.filter((filter) => filter.principals.includes(principal));
    const all = held.filter(({ rows }) => rows === ALL_ROWS);
    if (all.length === 0 || all.length === held.length) return [];
    return error(
      'MIXED_ROWS',
      table,
      `${name}: ${principal} gets filters with and without a row predicate, and then sees all rows. Give each of them rows, or none.`,
    );
  });
}

function etlProblems(rules: DatabaseRules, name: string, table: string, desired: Desired): GovernanceProblem[] {
  const found = desired.tables[table];
  if (!rules.isReadByGlueEtl || found === undefined || !isOpen(rules, { ...rules.databaseTags, ...found.tags }))
    return [];
  const hidden = Object.keys(found.columnTags).filter(
    (column) => !isOpen(rules, { ...rules.databaseTags, ...found.tags, ...found.columnTags[column] }),
  );
  if (hidden.length === 0) return [];
  const message = `${name}: ${hidden.join(', ')} are hidden by tags, which Glue ETL does not honour column by column: its jobs may fail on this table. List the visible columns in a filter instead.`;
  return [{ code: 'COLUMN_TAGS_UNDER_GLUE_ETL', severity: 'warning', table, message }];
}
