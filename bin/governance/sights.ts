import { type CatalogState, type Grant, principalOf, visibleColumns } from '../../core/governance';
import { formatTable } from '../table';

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
  /** Why Lake Formation restricts nothing here. */
  readonly unrestricted?: string;
}

/** One row per principal and table of a state: of one principal, or of everybody who holds a grant. */
export function sightRows(state: CatalogState, principal: string | undefined): TableSight[] {
  const principals = principal === undefined ? grantees(state) : [principal];
  return principals.flatMap((who) =>
    Object.entries(state.databases).flatMap(([database, { tables }]) =>
      Object.entries(tables).map(([table, { columns }]): TableSight => {
        const sight = visibleColumns(principalOf(who), database, table, state);
        const seen = sight.columns.length === 0 ? [] : [...sight.columns, ...sight.partitionKeys];
        return {
          principal: who,
          database,
          table,
          columns: seen,
          hiddenColumns: columns.map(({ name }) => name).filter((name) => !seen.includes(name)),
          rows: seen.length === 0 ? 'none' : (sight.rows ?? 'all rows'),
          unrestricted: sight.unrestricted,
        };
      }),
    ),
  );
}

const grantees = ({ grants }: CatalogState): string[] =>
  [...new Set(grants.map(({ principal }: Grant) => principal))].filter((p) => /^\d{12}$|^arn:/.test(p)).sort();

const columnText = ({ columns, hiddenColumns, unrestricted }: TableSight): string => {
  if (unrestricted !== undefined) return `everything: ${unrestricted}`;
  if (columns.length === 0) return 'nothing';
  return hiddenColumns.length === 0 ? `all ${columns.length}` : columns.join(', ');
};

export const sightsTable = (sights: readonly TableSight[]): string =>
  formatTable(
    ['principal', 'table', 'columns', 'rows'],
    sights.map((s) => [s.principal, `${s.database}.${s.table}`, columnText(s), s.rows]),
  );

/** For a wiki or a ticket. */
export const sightsMarkdown = (sights: readonly TableSight[]): string =>
  [
    '# Who can see what',
    '',
    '| principal | table | columns | hidden | rows |',
    '|---|---|---|---|---|',
    ...sights.map(
      (s) =>
        `| ${s.principal} | ${s.database}.${s.table} | ${columnText(s)} | ${s.hiddenColumns.join(', ')} | ${s.rows} |`,
    ),
  ].join('\n');
