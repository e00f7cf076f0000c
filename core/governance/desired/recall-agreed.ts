import { ownValue } from '../../own-value';
import type { Owned } from '../model/owned';
import { asExpression, type DatabaseRules, FILTER_PREFIX } from '../model/policy';
import type { TableState } from '../model/state';
import { matches } from '../model/tags';

/**
 * What was agreed to on a table of which the ledger says nothing (any more), as the catalog itself shows it: columns
 * that carry lakeferry's own tag, and those that its filters list. Undefined: the table was never governed. Types are
 * those of now, for the catalog does not keep older ones.
 */
export function recalledAgreement(
  { agreedTag }: DatabaseRules,
  state: TableState,
): Owned['columns'][string] | undefined {
  const filters = state.filters.filter(({ name }) => name.startsWith(FILTER_PREFIX));
  const tagged = Object.keys(state.columnTags).filter((column) =>
    matches(asExpression(agreedTag), ownValue(state.columnTags, column)!),
  );
  if (filters.length + tagged.length === 0) return undefined;
  const agreed = new Set([...tagged, ...filters.flatMap(({ columns = [] }) => columns)]);
  return Object.fromEntries(state.columns.filter(({ name }) => agreed.has(name)).map(({ name, type }) => [name, type]));
}
