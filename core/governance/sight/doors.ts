import type { CatalogState, DatabaseState } from '../model/state';
import { overlap, overlapWith, pathOf, type Surroundings } from '../model/surroundings';
import { type Door, door } from './door';
import { viewDoors } from './doors-by-view';
import { accountDoors } from './doors-of-account';
import { fileDoors } from './file-doors';

/** Every way to the data of one database beside its grants. */
export function doorsTo(
  database: string,
  live: CatalogState,
  surroundings: Surroundings,
  isAccepted: (line: string) => boolean = () => false,
): Door[] {
  const state = live.databases[database]!;
  return [
    ...accountDoors(state, surroundings),
    ...registrations(database, live),
    ...sameFiles(database, state, surroundings),
    ...viewDoors(database, surroundings),
    ...surroundings.reached.map((name) =>
      door(
        'reached',
        `${name} is not lakeferry's and carries tags that the policy shares`,
        `Tag ${name} otherwise: aws lakeformation remove-lf-tags-from-resource`,
      ),
    ),
    ...(surroundings.files === undefined ? [] : fileDoors(live.catalogId, surroundings.files, isAccepted)),
  ];
}

/** In hybrid mode Lake Formation restricts those who are opted in, and nobody else. */
function registrations(database: string, { databases, locations, grants, optIns, catalogId }: CatalogState): Door[] {
  const paths = Object.values(databases[database]!.tables).flatMap(({ location }) =>
    location === undefined ? [] : [pathOf(location)],
  );
  const near = locations.filter(({ path }) => paths.some((each) => overlap(each, path)));
  const optedIn = new Set(optIns.filter(({ resource }) => resource.database === database).map((o) => o.principal));
  const holders = grants
    .filter(({ resource, grantedIn = catalogId }) => grantedIn === catalogId && 'database' in resource)
    .filter(({ resource }) => 'database' in resource && resource.database === database)
    .map(({ principal }) => principal);
  const others = [...new Set(holders)].filter((principal) => !optedIn.has(principal)).sort();
  const free = `not opted in: ${others.length === 0 ? '' : `${others.join(', ')} and `}everybody without a grant`;
  return [
    ...near
      .filter(({ hybrid }) => hybrid)
      .map(({ path }) =>
        door(
          'hybrid',
          `s3://${path} is registered in hybrid mode, so IAM and S3 alone decide for whoever is not opted in on ${database} (${free})`,
          `Register s3://${path} without hybrid access: aws lakeformation update-resource --no-hybrid-access-enabled`,
        ),
      ),
    ...(near.length > 1
      ? [
          door(
            'overlapping-registrations',
            `registrations overlap on ${database}: ${near.map(({ path }) => `s3://${path}`).join(', ')}`,
            'Keep one of them: aws lakeformation deregister-resource --resource-arn',
          ),
        ]
      : []),
  ];
}

/** Each table decides by its own tags and grants who reads the files. */
function sameFiles(database: string, { tables }: DatabaseState, { neighbours }: Surroundings): Door[] {
  const own = Object.entries(tables).flatMap(([table, { location }]) =>
    location === undefined ? [] : [{ name: `${database}.${table}`, path: pathOf(location) }],
  );
  const byPath = new Map<string, string[]>();
  for (const { name, path } of own) byPath.set(path, [...(byPath.get(path) ?? []), name]);
  const find = overlapWith([...byPath.keys()]);
  const outside = neighbours.flatMap((each) => {
    const path = find(pathOf(each.location));
    return path === undefined ? [] : [overSame(each.database, each.table, byPath.get(path)!.join(', '))];
  });
  const inside = own.flatMap(({ name, path }) => {
    const twins = byPath.get(path)!.filter((each) => each !== name);
    const above = foldersOver(path, byPath).filter((each) => each !== name);
    const of = [...twins.filter((each) => each < name), ...above];
    return of.length === 0 ? [] : [overSame(database, name.slice(database.length + 1), of.join(', '))];
  });
  return [...outside, ...inside];
}

/** Tables whose folder contains this one. */
function foldersOver(path: string, byPath: ReadonlyMap<string, readonly string[]>): string[] {
  const parts = path.split('/');
  return parts.slice(1).flatMap((_, i) => byPath.get(parts.slice(0, i + 1).join('/')) ?? []);
}

const overSame = (database: string, table: string, of: string): Door =>
  door(
    'same-files',
    `table ${database}.${table} is over files of ${of}, and its own tags and grants decide who reads them there`,
    `aws glue delete-table --database-name ${database} --name ${table}`,
  );
