import { ownValue } from '../../own-value';
import {
  ALL_ROWS,
  type DataFilter,
  type Grant,
  type GrantedResource,
  IAM_ALLOWED_PRINCIPALS,
  type OptIn,
  type Place,
  showExpression,
  showPlace,
  type Tags,
} from './state';

/**
 * `closing` takes a value on by which nobody sees anything, `opening` one by which somebody does or will: what narrows
 * is done before what widens, so that no moment in between shows more than before or after.
 */
export type Direction = 'closing' | 'opening';

/** One thing to do, small enough to fail by itself and to be repeated. */
export type Change =
  | { readonly kind: 'create-tag'; readonly key: string; readonly values: readonly string[] }
  /** Adds values; neither keys nor values are ever taken away: that would silently undo what hangs on them. */
  | { readonly kind: 'update-tag'; readonly key: string; readonly add: readonly string[] }
  | TagChange
  | FilterChange
  | { readonly kind: 'delete-filter'; readonly database: string; readonly table: string; readonly name: string }
  | { readonly kind: 'grant'; readonly grant: Grant }
  | RevokeChange
  | { readonly kind: 'opt-in'; readonly optIn: OptIn };

export interface TagChange {
  readonly kind: 'assign-tags' | 'unassign-tags';
  readonly place: Place;
  readonly tags: Tags;
  readonly direction: Direction;
  /** It closes what is open now. */
  readonly hides?: boolean;
  /** The column waits to be classified. */
  readonly holdsBack?: boolean;
  /** Nothing that is promised depends on it, and Lake Formation may refuse it: it is tried once. */
  readonly isOptional?: boolean;
}

export interface RevokeChange {
  readonly kind: 'revoke';
  readonly grant: Grant;
  /** A wider grant takes its place: nothing closes, so it goes once that is made. */
  readonly isReplaced?: boolean;
}

export interface FilterChange {
  /** In place: grants are kept. */
  readonly kind: 'create-filter' | 'update-filter';
  readonly database: string;
  readonly table: string;
  readonly filter: DataFilter;
  /** It hides something, and is made with what closes. */
  readonly narrows?: boolean;
}

/**
 * The order of phases is what keeps every moment in between safe, whatever fails: all that closes comes before anything
 * that opens. Within a phase: outer places first where things close, inner ones first where they open.
 */
export const PHASES = [
  'restrict',
  'revoke',
  'narrow',
  'tags',
  'close',
  'close by inheritance',
  'opt in',
  'filters',
  'open',
  'grant',
  'revoke replaced',
] as const;
export type Phase = (typeof PHASES)[number];

const CLOSING: ReadonlySet<Phase> = new Set<Phase>([
  'restrict',
  'revoke',
  'narrow',
  'close',
  'close by inheritance',
  'opt in',
]);

/** Nothing shows after it that did not show before. It is done whatever else fails. */
export const isClosing = (change: Change): boolean => CLOSING.has(phaseOf(change));

/** It closes, or makes values of tags: those open nothing, and what closes may need them. */
export const opensNothing = (change: Change): boolean => isClosing(change) || phaseOf(change) === 'tags';

export function phaseOf(change: Change): Phase {
  switch (change.kind) {
    case 'create-tag':
    case 'update-tag':
      return 'tags';
    case 'assign-tags':
      return change.direction === 'closing' || change.holdsBack === true ? 'close' : 'open';
    case 'unassign-tags':
      return change.direction === 'closing' ? 'close by inheritance' : 'open';
    case 'revoke':
      if (change.isReplaced === true) return 'revoke replaced';
      // until then Lake Formation restricts nobody, whatever else is applied
      return change.grant.principal === IAM_ALLOWED_PRINCIPALS ? 'restrict' : 'revoke';
    case 'opt-in':
      return 'opt in';
    case 'create-filter':
    case 'update-filter':
      return change.narrows === true ? 'narrow' : 'filters';
    case 'grant':
      return 'grant';
    case 'delete-filter':
      return 'narrow';
  }
}

/** In the order in which they are to be applied; the same for the same changes. */
export function inOrder(changes: readonly Change[]): Change[] {
  const rank = (change: Change): number => {
    const depth = 'place' in change ? depthOf(change.place) : 0;
    return PHASES.indexOf(phaseOf(change)) * 10 + (phaseOf(change) === 'open' ? 3 - depth : depth);
  };
  return changes
    .map((change) => ({ change, rank: rank(change), text: describeChange(change) }))
    .sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1))
    .map(({ change }) => change);
}

const depthOf = ({ table, column }: Place): number => (column !== undefined ? 2 : table !== undefined ? 1 : 0);

/** The table it is about; undefined for what concerns the database or the account. */
export function tableOf(change: Change): string | undefined {
  switch (change.kind) {
    case 'assign-tags':
    case 'unassign-tags':
      return change.place.table;
    case 'create-filter':
    case 'update-filter':
    case 'delete-filter':
      return change.table;
    case 'grant':
    case 'revoke':
      return tableOfResource(change.grant.resource);
    case 'opt-in':
      return tableOfResource(change.optIn.resource);
    default:
      return undefined;
  }
}

export const tableOfResource = (resource: GrantedResource): string | undefined =>
  'table' in resource && resource.table !== '*' ? resource.table : undefined;

/** One line for people. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'create-tag':
      return `create tag ${change.key} with ${change.values.join(', ')}`;
    case 'update-tag':
      return `add ${change.add.join(', ')} to tag ${change.key}`;
    case 'assign-tags': {
      const why = change.holdsBack === true ? ' (held back until it is classified)' : '';
      return `tag ${showPlace(change.place)} ${showTags(change.tags)}${why}`;
    }
    case 'unassign-tags':
      return `untag ${showPlace(change.place)} ${showTags(change.tags)}`;
    case 'create-filter':
      return `create filter ${change.filter.name} on ${change.database}.${change.table}: ${showFilter(change.filter)}`;
    case 'update-filter':
      return `update filter ${change.filter.name} on ${change.database}.${change.table}: ${showFilter(change.filter)}`;
    case 'delete-filter':
      return `delete filter ${change.name} on ${change.database}.${change.table}`;
    case 'grant':
      return `grant ${describeGrant(change.grant, 'to')}`;
    case 'revoke':
      return `revoke ${describeGrant(change.grant, 'from')}`;
    case 'opt-in':
      return `opt ${change.optIn.principal} in on ${describeResource(change.optIn.resource)}`;
  }
}

export function describeGrant(
  { principal, resource, permissions, withGrantOption }: Grant,
  preposition = 'to',
): string {
  const held = [...new Set([...permissions, ...withGrantOption])].join(', ');
  const option = withGrantOption.length === 0 ? '' : ` (with grant option: ${withGrantOption.join(', ')})`;
  return `${held} on ${describeResource(resource)} ${preposition} ${principal}${option}`;
}

export function describeResource(resource: GrantedResource): string {
  switch (resource.kind) {
    case 'database':
      return `database ${resource.database}`;
    case 'table':
      return resource.table === '*'
        ? `all tables of ${resource.database}`
        : `table ${resource.database}.${resource.table}`;
    case 'columns':
      return `columns of ${resource.database}.${resource.table} (${
        resource.columns === undefined ? `all but ${(resource.excluded ?? []).join(', ')}` : resource.columns.join(', ')
      })`;
    case 'filter':
      return `filter ${resource.name} of ${resource.database}.${resource.table}`;
    case 'tag':
      return `tag ${resource.key} (${resource.values.join(', ')})`;
    case 'policy':
      return describePolicy(resource);
    case 'catalog':
      return 'the catalog';
  }
}

function describePolicy({ type, expression, name }: Extract<GrantedResource, { kind: 'policy' }>): string {
  const what = type === 'DATABASE' ? 'databases' : 'tables';
  if (name === undefined) return `${what} tagged ${showExpression(expression)}`;
  const says = Object.keys(expression).length === 0 ? 'cannot be read' : `says ${showExpression(expression)}`;
  return `${what} of the tag expression ${name}, which ${says}`;
}

const showTags = (tags: Tags): string =>
  Object.keys(tags)
    .sort()
    .map((key) => `${key}=${ownValue(tags, key)}`)
    .join(', ');

const showFilter = ({ columns, excluded = [], rows }: DataFilter): string => {
  const listed = columns === undefined ? `all but ${excluded.join(', ')}` : columns.join(', ');
  return rows === ALL_ROWS ? listed : `${listed} where ${rows}`;
};
