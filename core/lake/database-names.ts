import { namesOf } from '../deployed-names';
import { catalogName } from '../names';

/** Where a lake is and whose it is: what the names of its databases depend on. */
export interface LakePlace {
  readonly environment: { readonly name?: string };
  readonly lake: { readonly prefix: string };
}

/** What one database is called in the catalog, and where it stands in the lake. */
export interface DatabaseNames {
  /** As `governance.databases` names it: `orders-eu` and `Shop` give `orders_eu_shop`. */
  readonly key: string;
  /** Name of the Glue database. */
  readonly name: string;
  readonly crawler: string;
  /** Below the lake bucket, with a trailing slash: `<prefix>/<id>/<database>/`. Its folders are the tables. */
  readonly folder: string;
}

/** Names of one database of whatever brings data: of a source, for example. */
export function databaseNames({ environment, lake }: LakePlace, id: string, database: string): DatabaseNames {
  const names = namesOf(environment);
  const key = `${catalogName(id)}_${catalogName(database)}`;
  const folders = [lake.prefix, names.folder(id), catalogName(database)].filter((part) => part !== '');
  return { key, name: names.glueDatabase(key), crawler: names.crawler(key), folder: `${folders.join('/')}/` };
}
