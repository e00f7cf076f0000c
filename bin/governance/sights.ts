import type { Settings } from '../../core/config/types';
import {
  beyondKnown,
  type CatalogState,
  describeGrant,
  type Grant,
  grantsBehind,
  IAM_ALLOWED_PRINCIPALS,
  type Memberships,
  memberOf,
  type Principal,
  visibleColumns,
  withAnalysts,
} from '../../core/governance';
import { formatTable } from '../table';
import type { Question } from './question';

/** What of readers stands in the configuration and in no grant of the lake's account. */
export interface KnownReaders {
  /** Roles of the analytics account that get on all it was given. */
  readonly analysts?: readonly string[];
  readonly memberships?: Memberships;
}

/** What the configuration says of them. */
export const knownReaders = ({ accounts: { analytics, analysts, organizations = [] } }: Settings): KnownReaders => ({
  analysts,
  memberships: analytics === undefined ? {} : { [analytics]: organizations },
});

/** What one principal sees of one table. */
export interface TableSight {
  readonly principal: string;
  readonly database: string;
  readonly table: string;
  /** With partition keys, in the table's order. */
  readonly columns: readonly string[];
  readonly hiddenColumns: readonly string[];
  /** `all rows`, or the predicate. */
  readonly rows: string;
  /** Columns that show in fewer rows than that, each with its own predicate. */
  readonly cellRows?: Readonly<Record<string, string>>;
  /** Why more may be seen than can be known here. */
  readonly atLeast?: readonly string[];
  /** Why Lake Formation restricts nothing here. */
  readonly unrestricted?: string;
  /** Grants by which the table is seen, or the column that was asked for. */
  readonly because: readonly string[];
}

/**
 * One row per principal and table of a state: of one principal, or of everybody who holds a grant; of a column, only
 * who sees it.
 */
export function sightRows(given: CatalogState, question: Question = {}, known: KnownReaders = {}): TableSight[] {
  const { column } = question;
  const { analysts = [], memberships = {} } = known;
  const state = withAnalysts(given, analysts);
  const as = (who: string): Principal =>
    who === IAM_ALLOWED_PRINCIPALS ? { accountId: state.catalogId, arn: who } : memberOf(who, memberships);
  const principals = question.principal === undefined ? readers(state, analysts) : [question.principal];
  const places = Object.entries(state.databases).flatMap(([database, { tables }]) =>
    Object.entries(tables)
      .filter(([table]) => (question.table ?? table) === table && (question.database ?? database) === database)
      .map(([table, { columns }]) => ({ database, table, columns })),
  );
  return principals.flatMap((who) =>
    places
      .map(({ database, table, columns }): TableSight => {
        const sight = visibleColumns(as(who), database, table, state);
        const beyond = beyondKnown(as(who), database, table, state);
        // partition keys are seen by whatever grant shows any column
        const asked = sight.partitionKeys.includes(column ?? '') ? undefined : column;
        const seen = sight.columns.length === 0 ? [] : [...sight.columns, ...sight.partitionKeys];
        return {
          principal: who,
          database,
          table,
          columns: seen,
          hiddenColumns: columns.map(({ name }) => name).filter((name) => !seen.includes(name)),
          rows: seen.length === 0 ? 'none' : (sight.rows ?? 'all rows'),
          cellRows: sight.cellRows,
          atLeast: beyond.length === 0 ? undefined : beyond,
          unrestricted: sight.unrestricted,
          because:
            seen.length === 0 ? [] : grantsBehind(as(who), database, table, asked, state).map((g) => describeGrant(g)),
        };
      })
      .filter(({ columns, atLeast }) => column === undefined || columns.includes(column) || atLeast !== undefined),
  );
}

/** Analysts may hold nothing by name, and see what their account was given by its unit. */
const readers = ({ grants }: CatalogState, analysts: readonly string[]): string[] =>
  [...new Set([...grants.map(({ principal }: Grant) => principal), ...analysts])].sort();

const columnText = ({ columns, hiddenColumns, unrestricted, atLeast = [] }: TableSight): string => {
  if (unrestricted !== undefined) return `everything: ${unrestricted}`;
  const least = atLeast.length === 0 ? '' : 'at least ';
  const more = atLeast.length === 0 ? '' : ` (${atLeast.join('; ')})`;
  if (columns.length === 0) return `${least}nothing${more}`;
  return `${least}${hiddenColumns.length === 0 ? `all ${columns.length}` : columns.join(', ')}${more}`;
};

const rowText = ({ rows, cellRows = {} }: TableSight): string =>
  [rows, ...Object.entries(cellRows).map(([column, predicate]) => `${column} only where ${predicate}`)].join('; ');

export const sightsTable = (sights: readonly TableSight[]): string =>
  sights.length === 0
    ? NOBODY
    : formatTable(
        ['principal', 'table', 'columns', 'rows'],
        sights.map((s) => [s.principal, `${s.database}.${s.table}`, columnText(s), rowText(s)]),
      );

const NOBODY = 'Nobody sees it.';

/** For a wiki or a ticket. */
export const sightsMarkdown = (sights: readonly TableSight[]): string =>
  [
    '# Who can see what',
    '',
    ...(sights.length === 0 ? [NOBODY] : HEADER),
    ...sights.map((s) =>
      row([
        s.principal,
        `${s.database}.${s.table}`,
        columnText(s),
        s.hiddenColumns.join(', '),
        rowText(s),
        s.because.join('; '),
      ]),
    ),
  ].join('\n');

/** A bar would end the cell, also within a predicate or a list of tags. */
const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const HEADER = ['| principal | table | columns | hidden | rows | by |', '|---|---|---|---|---|---|'];
