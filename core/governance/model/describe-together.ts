import { type Change, describeChange, type TagChange } from './changes';
import { showPlace } from './state';

/** One line for people for each change; columns of one table that get or lose the same tags stand in one line. */
export function describeTogether(changes: readonly Change[]): string[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = isOnColumn(change) ? keyOf(change) : describeChange(change);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map(describeGroup);
}

type ColumnChange = TagChange & { readonly place: Required<TagChange['place']> };

const isOnColumn = (change: Change): change is ColumnChange => 'place' in change && change.place.column !== undefined;

const keyOf = ({ kind, place: { database, table }, tags, holdsBack = false }: ColumnChange): string =>
  JSON.stringify([kind, database, table, Object.entries(tags).sort(), holdsBack]);

function describeGroup(group: readonly Change[]): string {
  const [first] = group;
  const text = describeChange(first!);
  const onColumns = group.filter(isOnColumn);
  if (onColumns.length < 2) return text;
  const { database, table } = onColumns[0]!.place;
  const columns = onColumns.map(({ place }) => place.column).join(', ');
  return text.replace(showPlace(onColumns[0]!.place), `${showPlace({ database, table })} (${columns})`);
}
