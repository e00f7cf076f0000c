import { ownValue } from '../../own-value';
import type { Owned } from '../model/owned';
import type { TableRules } from '../model/policy';
import type { CatalogColumn } from '../model/state';
import { isLosslessWidening } from './lossless-widening';

/** A column that stays hidden until the policy says something about it. */
export interface UnclassifiedColumn {
  readonly database: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
  /** `NEW`: it came after the table was first governed. `RETYPED`: it was `was` when it was agreed to. */
  readonly reason: 'NEW' | 'RETYPED';
  readonly was?: string;
  /** The ledger says nothing of the table (any more): the column may be an old one that no filter ever listed. */
  readonly mayBeOld?: true;
  /** Nobody would see it once it is agreed to either: no filter lists it, and no tag opens it. */
  readonly staysHidden?: true;
}

/** A column that the policy lists by name, and whose new type holds every value of the one that was agreed to. */
export interface WidenedColumn {
  readonly database: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly was: string;
}

/**
 * Stands behind the type of a column that was another one since: also when the type changes back, the policy has to say
 * it.
 */
const RETYPED = ' (retyped)';

const retyped = (type: string): string => (type.endsWith(RETYPED) ? type : `${type}${RETYPED}`);

const typeOf = (known: string): string => (known.endsWith(RETYPED) ? known.slice(0, -RETYPED.length) : known);

export interface Classification {
  readonly held: readonly UnclassifiedColumn[];
  /** Visible as before. Once the new type is remembered, they are not named again. */
  readonly widened: readonly WidenedColumn[];
  /** Columns that are agreed to, with their types. */
  readonly agreed: Readonly<Record<string, string>>;
}

/**
 * Which columns of a table are agreed to. When a table is governed for the first time, all that it has; later only
 * what the policy names: in a filter, or under `columns` (with its type, if that has ever changed otherwise than by a
 * lossless widening).
 */
export function classifyColumns(
  place: { readonly database: string; readonly table: string },
  columns: readonly CatalogColumn[],
  rules: TableRules,
  known: Owned['columns'][string] | undefined,
): Classification {
  const held: UnclassifiedColumn[] = [];
  const widened: WidenedColumn[] = [];
  const present = new Set(columns.map(({ name }) => name));
  // one that is absent now comes back as a new one, whatever tag it still carries
  const agreed = new Map(Object.entries(known ?? {}).filter(([name]) => present.has(name)));
  for (const { name, type } of columns) {
    const was = typeThatChanged(name, type, rules, known);
    if (was !== undefined && isAgreedWidening(name, was, type, rules)) {
      widened.push({ ...place, column: name, type, was });
      agreed.set(name, type);
    } else if (was !== undefined) {
      held.push({ ...place, column: name, type, reason: 'RETYPED', was: typeOf(was) });
      if (ownValue(known, name) === was) agreed.set(name, retyped(was));
    } else if (known === undefined || ownValue(known, name) !== undefined || isDeclared(name, rules))
      agreed.set(name, type);
    else held.push({ ...place, column: name, type, reason: 'NEW' });
  }
  return { held, widened, agreed: Object.fromEntries(agreed) };
}

/** The type it was agreed to with, if that is not its type any more. What the policy says goes before what was. */
function typeThatChanged(name: string, type: string, rules: TableRules, known: Owned['columns'][string] | undefined) {
  const expected = ownValue(rules.columns, name)?.type ?? ownValue(known, name);
  return expected === undefined || expected === type.toLowerCase() ? undefined : expected;
}

/** A type that stands in the policy is meant as it stands there. */
const isAgreedWidening = (name: string, was: string, type: string, rules: TableRules): boolean =>
  isDeclared(name, rules) && ownValue(rules.columns, name)?.type === undefined && isLosslessWidening(was, type);

const isDeclared = (name: string, { columns, filters }: TableRules): boolean =>
  ownValue(columns, name) !== undefined || filters.some((filter) => filter.columns.includes(name));

/**
 * What stays agreed to on a table whose policy cannot be applied now, or does not show it: it never grows, and what
 * vanishes or changes its type meanwhile has to be agreed to again.
 */
export function keptAgreement(
  columns: readonly CatalogColumn[],
  known: Owned['columns'][string],
): Owned['columns'][string] {
  return Object.fromEntries(
    columns.flatMap(({ name, type }): [string, string][] => {
      const was = ownValue(known, name);
      if (was === undefined) return [];
      const isSame = was === type.toLowerCase() || isLosslessWidening(was, type);
      return [[name, isSame ? was : retyped(was)]];
    }),
  );
}
