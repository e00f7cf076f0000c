import { ownValue } from '../../own-value';
import { shellWord } from '../model/revoke-command';
import { type CatalogState, type DatabaseState, pathOf, type RegisteredLocation } from '../model/state';
import { overlap, overlapWith, type Reached, type Surroundings } from '../model/surroundings';
import { untagCommand } from '../model/untag-command';
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
  const state = ownValue(live.databases, database)!;
  return [
    ...accountDoors(state, surroundings, isAccepted),
    ...registrations(database, live, surroundings.files?.locations ?? []),
    ...sameFiles(database, state, surroundings),
    ...viewDoors(database, surroundings),
    ...surroundings.reached.map((each) =>
      door('reached', `${nameOf(each)} is not lakeferry's and carries tags that the policy shares`, untag(each)),
    ),
    ...(surroundings.files === undefined ? [] : fileDoors(live.catalogId, surroundings.files, isAccepted)),
  ];
}

const nameOf = ({ database, table }: Reached): string => (table === undefined ? database : `${database}.${table}`);

const untag = ({ database, tagged, key, value }: Reached): string => untagCommand({ database, ...tagged }, key, value);

/** In hybrid mode Lake Formation restricts those who are opted in, and nobody else. */
function registrations(
  database: string,
  { databases, locations, grants, optIns, catalogId }: CatalogState,
  own: readonly string[],
): Door[] {
  const paths = Object.values(ownValue(databases, database)!.tables).flatMap(({ location }) => pathOf(location) ?? []);
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
      .map((location) =>
        door(
          'hybrid',
          `s3://${location.path} is registered in hybrid mode, so IAM and S3 alone decide for whoever is not opted in on ${database} (${free})`,
          unhybrid(location),
        ),
      ),
    ...(near.length > 1
      ? [
          door(
            'overlapping-registrations',
            `registrations overlap on ${database}: ${near.map(({ path }) => `s3://${path}`).join(', ')}`,
            deregister(near, own),
          ),
        ]
      : []),
  ];
}

const unhybrid = ({ arn = '', roleArn = '' }: RegisteredLocation): string =>
  `aws lakeformation update-resource --resource-arn ${shellWord(arn)} --role-arn ${shellWord(roleArn)} --no-hybrid-access-enabled`;

/** All but the stacks' own. */
function deregister(near: readonly RegisteredLocation[], own: readonly string[]): string {
  const others = near.filter(({ path }) => !own.includes(path));
  if (others.length === near.length) return `Keep the lake's own and deregister the others: ${CHOICE}`;
  return others
    .map(({ arn = '' }) => `aws lakeformation deregister-resource --resource-arn ${shellWord(arn)}`)
    .join(' && ');
}

const CHOICE = 'aws lakeformation deregister-resource --resource-arn';

/** Each table decides by its own tags and grants who reads the files. */
function sameFiles(database: string, { tables }: DatabaseState, { neighbours }: Surroundings): Door[] {
  const own = Object.entries(tables).flatMap(([table, { location }]) => {
    const path = pathOf(location);
    return path === undefined ? [] : [{ name: `${database}.${table}`, path }];
  });
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
    `aws glue delete-table --database-name ${shellWord(database)} --name ${shellWord(table)}`,
  );
