import { ownValue } from '../../own-value';
import type { Desired, DesiredTable } from '../desired/desired-table';
import type { Change, Direction } from '../model/changes';
import { type Owned, tagThing } from '../model/owned';
import type { DatabaseRules } from '../model/policy';
import type { CatalogState, Place, TableState, Tags } from '../model/state';

/** From the database down to columns: what is inherited decides what must be said, and what need not. */
export function planTags(rules: DatabaseRules, desired: Desired, live: CatalogState, owned: Owned): Change[] {
  const { database } = rules;
  const state = ownValue(live.databases, database)!;
  const planner: Planner = { rules, owned, opens: openingTags(rules, live) };
  const onDatabase = planPlace(planner, { database }, desired.databaseTags, state.tags, NOTHING_ABOVE);
  const onTables = Object.entries(state.tables).flatMap(([table, tableState]) => {
    const wanted = ownValue(desired.tables, table)!;
    const onTable = planPlace(planner, { database, table }, wanted.tags, tableState.tags, onDatabase);
    const columns = new Set([...Object.keys(wanted.columnTags), ...Object.keys(tableState.columnTags)]);
    const keys = tableState.partitionKeys;
    const onColumns = [...columns]
      .filter((column) => !keys.includes(column))
      .flatMap((column) => {
        const place = { database, table, column };
        const own = ownValue(tableState.columnTags, column) ?? {};
        const isHeld = wanted.held.includes(column);
        const { changes } = planPlace(planner, place, ownValue(wanted.columnTags, column) ?? {}, own, onTable, isHeld);
        if (!wanted.heldBack.includes(column)) return changes;
        return changes.map((change) => (change.kind === 'assign-tags' ? { ...change, holdsBack: true } : change));
      });
    const onAbsent = planAbsent(planner, { database, table }, tableState);
    const onKeys = keys.flatMap((key) => planKey(planner, { database, table, column: key }, wanted, tableState));
    return [...onTable.changes, ...onColumns, ...onAbsent, ...onKeys];
  });
  return [...onDatabase.changes, ...onTables];
}

/**
 * A column that is gone may come back with its tags, and would be seen from that crawl until a run has looked. No
 * document says whether a tag can be taken off a column that is not there, so it is tried once.
 */
function planAbsent({ rules, owned }: Planner, place: Required<Omit<Place, 'column'>>, state: TableState): Change[] {
  const present = new Set([...state.columns.map(({ name }) => name), ...state.partitionKeys]);
  const [key] = Object.keys(rules.agreedTag);
  return Object.keys(ownValue(owned.columns, place.table) ?? {})
    .filter((column) => !present.has(column) && owned.things.has(tagThing({ ...place, column }, key!)))
    .map((column) => ({
      kind: 'unassign-tags',
      place: { ...place, column },
      tags: rules.agreedTag,
      direction: 'closing',
      hides: true,
      isOptional: true,
    }));
}

/** By what the ledger says: Lake Formation may refuse the tag of a partition key, or not tell of it. */
function planKey(
  { rules, owned }: Planner,
  place: Required<Place>,
  wanted: DesiredTable,
  { columnTags }: TableState,
): Change[] {
  const [key, value] = Object.entries(rules.agreedTag)[0]!;
  const isWanted = wanted.taggedKeys.includes(place.column);
  const isDone = owned.things.has(tagThing(place, key));
  const isOn = ownValue(ownValue(columnTags, place.column), key) !== undefined;
  const change = { place, tags: { [key]: value }, isOptional: true };
  if (isWanted)
    return isDone || ownValue(ownValue(columnTags, place.column), key) === value
      ? []
      : [{ ...change, kind: 'assign-tags', direction: 'opening' }];
  if (!isDone && !isOn) return [];
  const isAgreedOnce = isDone || ownValue(owned.columns, place.table) !== undefined;
  return rules.mode === 'additive' && isAgreedOnce ? [] : [{ ...change, kind: 'unassign-tags', direction: 'closing' }];
}

interface Planner {
  readonly rules: DatabaseRules;
  readonly owned: Owned;
  /** Whether somebody sees, or will see, something by this value. */
  readonly opens: (key: string, value: string) => boolean;
}

/**
 * Values that the shared tag has, or that some policy is granted on now: a shared tag that has changed is still
 * granted as it was.
 */
function openingTags({ sharedTag, agreedTag }: DatabaseRules, { grants }: CatalogState): Planner['opens'] {
  const opening: Tags = { ...sharedTag, ...agreedTag };
  const granted = grants.flatMap(({ resource }) =>
    resource.kind === 'policy' && resource.type === 'TABLE' ? [resource.expression] : [],
  );
  return (key, value) =>
    ownValue(opening, key) === value ||
    granted.some((expression) => ownValue(expression, key)?.includes(value) === true);
}

/** Tags of a place, inherited ones included. */
interface Effective {
  readonly now: Tags;
  /** Once all changes of the place and those above it are made. */
  readonly planned: Tags;
}

interface PlannedPlace extends Effective {
  readonly changes: readonly Change[];
}

const NOTHING_ABOVE: Effective = { now: {}, planned: {} };

type Step = 'keep' | 'assign' | 'unassign';

function planPlace(
  planner: Planner,
  place: Place,
  wanted: Tags,
  own: Tags,
  above: Effective,
  isHeld = false,
): PlannedPlace {
  const final: Record<string, string> = {};
  const assign: Record<Direction, Record<string, string>> = { closing: {}, opening: {} };
  const unassign: Record<Direction, Record<string, string>> = { closing: {}, opening: {} };
  const put = (key: string, value: string): void => {
    final[key] = value;
    assign[directionOf(planner, key, value)][key] = value;
  };
  for (const key of [...new Set([...Object.keys(wanted), ...Object.keys(own)])].sort()) {
    const inherited = ownValue(above.planned, key);
    const isOurs = isToBeTakenAway(planner, place, key, isHeld);
    const [now, next] = [ownValue(own, key), ownValue(wanted, key)];
    const step = stepFor(isOurs, next, now, inherited);
    if (step === 'keep' && now !== undefined) final[key] = now;
    if (step === 'assign') put(key, next!);
    if (step !== 'unassign') continue;
    const direction = directionOf(planner, key, inherited);
    // where the change above fails, nothing closed would be inherited
    const isSure = direction === 'opening' || inherited === undefined || ownValue(above.now, key) === inherited;
    if (isSure) unassign[direction][key] = now!;
    else if (now !== inherited) put(key, inherited);
  }
  const now = { ...above.now, ...own };
  const shows = (tags: Tags): boolean => Object.keys(tags).some((key) => planner.opens(key, ownValue(now, key) ?? ''));
  const changes = (['closing', 'opening'] as const).flatMap((direction): Change[] =>
    (['assign-tags', 'unassign-tags'] as const).flatMap((kind): Change[] => {
      const tags = { 'assign-tags': assign, 'unassign-tags': unassign }[kind][direction];
      if (Object.keys(tags).length === 0) return [];
      return [{ kind, place, tags, direction, ...(direction === 'closing' && shows(tags) ? { hides: true } : {}) }];
    }),
  );
  return { changes, now, planned: { ...above.planned, ...final } };
}

function stepFor(
  isOurs: boolean,
  wanted: string | undefined,
  own: string | undefined,
  inherited: string | undefined,
): Step {
  if (wanted === undefined) {
    // the service may report what is inherited as its own: taking that away would do nothing, again and again
    return isOurs && own !== inherited ? 'unassign' : 'keep';
  }
  if (own === wanted || (own === undefined && inherited === wanted)) return 'keep';
  return isOurs && inherited === wanted ? 'unassign' : 'assign';
}

/**
 * What lakeferry put there, in mode `exact`. Its own tag of agreed columns opens, so it stands nowhere else, whoever
 * put it there; what was agreed to once stays in mode `additive`.
 */
function isToBeTakenAway({ rules, owned }: Planner, place: Place, key: string, isHeld: boolean): boolean {
  if (ownValue(rules.agreedTag, key) === undefined)
    return rules.mode === 'exact' && owned.things.has(tagThing(place, key));
  const { table = '', column = '' } = place;
  return rules.mode === 'exact' || isHeld || ownValue(ownValue(owned.columns, table), column) === undefined;
}

/** By the value that will be there. */
const directionOf = ({ opens }: Planner, key: string, value: string | undefined): Direction =>
  value !== undefined && opens(key, value) ? 'opening' : 'closing';
