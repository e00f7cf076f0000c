import { columnsInPredicate } from '../../config/governance/row-predicate';
import { type DatabaseRules, isMeantOpen, rulesOfTable } from '../../governance/model/policy';
import { ALL_ROWS } from '../../governance/model/state';
import { missingForState } from '../current-state';
import type { PublishedTable } from '../publishing/published-table';
import { ENVELOPE } from '../row';

/** What the analytics account is given of a published table, as far as the policy alone tells. */
export interface AccountSight {
  /** Columns that the policy names, and those that every row has. */
  readonly columns: readonly string[];
  /** Columns without which the current state cannot be told, and which the account is not given. */
  readonly missing: readonly string[];
  /** The row predicate that keeps the current state from being exact. @default none does */
  readonly inexactBy?: string;
}

type Table = Pick<PublishedTable, 'glueTable' | 'keys'>;

/**
 * Undefined for a table that is not shared with the account. A table that is shared whole shows all that it had when it
 * was governed first: of its attributes, those are told here that the policy names.
 */
export function accountSight(rules: DatabaseRules, { glueTable, keys }: Table): AccountSight | undefined {
  const { tags, columns, filters } = rulesOfTable(rules, glueTable);
  const own = filters.filter(({ principals }) => rules.analytics !== undefined && principals.includes(rules.analytics));
  const isOpen = (column?: string): boolean =>
    isMeantOpen(rules, { ...rules.databaseTags, ...tags, ...(column === undefined ? {} : columns[column]?.tags) });
  const named = [...new Set([...Object.keys(columns), ...own.flatMap((filter) => filter.columns)])];
  const always = [...keys, ...Object.values(ENVELOPE).map(({ name }) => name)];
  const isSeen = (column: string): boolean => isOpen(column) || own.some((filter) => filter.columns.includes(column));
  if (own.length === 0 && !isOpen() && !named.some((column) => isOpen(column))) return undefined;
  const seen = [...new Set([...always, ...named])].filter(isSeen);
  const inexactBy = own.map(({ rows }) => rows).find((rows) => rows !== ALL_ROWS && !isOfKeys(rows, keys));
  return {
    columns: seen,
    missing: missingForState({ keys, columns: seen }),
    ...(inexactBy === undefined || isOpen() ? {} : { inexactBy }),
  };
}

/**
 * A deletion has no attributes but the keys. Where rows are told by others, the deletion is not seen, nor is the change
 * that took the item out of the rows: the state would show what is gone.
 */
export const isOfKeys = (rows: string, keys: readonly string[]): boolean =>
  columnsInPredicate(rows).every((column) => keys.includes(column));
