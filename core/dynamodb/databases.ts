import { type DatabaseNames, databaseNames, type LakePlace } from '../lake/database-names';
import { landingFolder } from './landing';

type UncrawledNames = Omit<DatabaseNames, 'crawler'>;

/** What the folders and databases of this branch begin with. */
const ID = 'dynamodb';

/** The Glue database with the history of an entry's published tables: `dynamodb_orders`. */
export function historyDatabase(place: LakePlace, entry: string): UncrawledNames {
  const { key, name, folder } = databaseNames(place, ID, entry);
  return { key, name, folder };
}

/** The Glue database over an entry's rows as they arrive: `dynamodb_orders_landing`. Below the landing bucket. */
export function landingDatabase(place: LakePlace, entry: string): UncrawledNames {
  const { key, name } = databaseNames(place, ID, `${entry}_landing`);
  return { key, name, folder: landingFolder(entry) };
}

/** The analytics account's Glue database of views of the current state: `dynamodb_orders_current`. */
export function stateDatabase(place: LakePlace, entry: string): Pick<UncrawledNames, 'key' | 'name'> {
  const { key, name } = databaseNames(place, ID, `${entry}_current`);
  return { key, name };
}
