import type { Desired } from '../desired/desired-table';
import type { Change, Direction } from '../model/changes';
import { type Owned, tagThing } from '../model/owned';
import type { DatabaseRules } from '../model/policy';
import type { CatalogState, Place, Tags } from '../model/state';

/** From the database down to columns: what is inherited decides what must be said, and what need not. */
export function planTags(rules: DatabaseRules, desired: Desired, live: CatalogState, owned: Owned): Change[] {
  const { database } = rules;
  const state = live.databases[database]!;
  const planner: Planner = { rules, owned, opens: openingTags(rules, live) };
  const onDatabase = planPlace(planner, { database }, desired.databaseTags, state.tags, {});
  const onTables = Object.entries(state.tables).flatMap(([table, tableState]) => {
    const wanted = desired.tables[table]!;
    const onTable = planPlace(planner, { database, table }, wanted.tags, tableState.tags, onDatabase.effective);
    const columns = new Set([...Object.keys(wanted.columnTags), ...Object.keys(tableState.columnTags)]);
    const onColumns = [...columns].flatMap((column) => {
      const place = { database, table, column };
      const own = tableState.columnTags[column] ?? {};
      const { changes } = planPlace(planner, place, wanted.columnTags[column] ?? {}, own, onTable.effective);
      if (!wanted.heldBack.includes(column)) return changes;
      return changes.map((change) => (change.kind === 'assign-tags' ? { ...change, holdsBack: true } : change));
    });
    return [...onTable.changes, ...onColumns];
  });
  return [...onDatabase.changes, ...onTables];
}

interface Planner {
  readonly rules: DatabaseRules;
  readonly owned: Owned;
  /** Whether somebody sees, or will see, something by this value. */
  readonly opens: (key: string, value: string) => boolean;
}

/**
 * Values that the shared tag has, or that some policy is granted on now: a shared tag that has changed is still granted
 * as it was.
 */
function openingTags({ sharedTag }: DatabaseRules, { grants }: CatalogState): Planner['opens'] {
  const granted = grants.flatMap(({ resource }) =>
    resource.kind === 'policy' && resource.type === 'TABLE' ? [resource.expression] : [],
  );
  return (key, value) =>
    sharedTag[key] === value || granted.some((expression) => expression[key]?.includes(value) === true);
}

interface PlannedPlace {
  readonly changes: readonly Change[];
  /** As they will be, inherited ones included. */
  readonly effective: Tags;
}

type Step = 'keep' | 'assign' | 'unassign';

function planPlace(planner: Planner, place: Place, wanted: Tags, own: Tags, inherited: Tags): PlannedPlace {
  const final: Record<string, string> = {};
  const assign: Record<Direction, Record<string, string>> = { closing: {}, opening: {} };
  const unassign: Record<Direction, Record<string, string>> = { closing: {}, opening: {} };
  for (const key of [...new Set([...Object.keys(wanted), ...Object.keys(own)])].sort()) {
    const step = stepFor(planner, place, key, wanted[key], own[key], inherited[key]);
    if (step === 'keep' && own[key] !== undefined) final[key] = own[key];
    if (step === 'assign') {
      final[key] = wanted[key]!;
      assign[directionOf(planner, key, wanted[key])][key] = wanted[key]!;
    }
    if (step === 'unassign') unassign[directionOf(planner, key, inherited[key])][key] = own[key]!;
  }
  const changes = (['closing', 'opening'] as const).flatMap((direction): Change[] => [
    ...change('assign-tags', place, assign[direction], direction),
    ...change('unassign-tags', place, unassign[direction], direction),
  ]);
  return { changes, effective: { ...inherited, ...final } };
}

function stepFor(
  { rules, owned }: Planner,
  place: Place,
  key: string,
  wanted: string | undefined,
  own: string | undefined,
  inherited: string | undefined,
): Step {
  const isOurs = rules.mode === 'exact' && owned.things.has(tagThing(place, key));
  if (wanted === undefined) {
    // the service may report what is inherited as its own: taking that away would do nothing, again and again
    return isOurs && own !== inherited ? 'unassign' : 'keep';
  }
  if (own === wanted || (own === undefined && inherited === wanted)) return 'keep';
  return isOurs && inherited === wanted ? 'unassign' : 'assign';
}

/** By the value that will be there. */
const directionOf = ({ opens }: Planner, key: string, value: string | undefined): Direction =>
  value !== undefined && opens(key, value) ? 'opening' : 'closing';

const change = (kind: 'assign-tags' | 'unassign-tags', place: Place, tags: Tags, direction: Direction): Change[] =>
  Object.keys(tags).length === 0 ? [] : [{ kind, place, tags, direction }];
