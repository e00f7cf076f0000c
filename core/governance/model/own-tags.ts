import { namesOf } from '../../deployed-names';
import type { TagExpression, Tags } from './state';

/** LF-tag keys that are lakeferry's alone, as one installation names them. */
export interface OwnTagKeys {
  /**
   * On agreed columns alone, never on a table or database: a column that comes later inherits nothing that opens it.
   */
  readonly columns: string;
  /** On governed databases, so that what finds them finds nobody else's. */
  readonly databases: string;
}

/** The one value of each key. */
const AGREED = 'agreed';
const GOVERNED = 'governed';

export const OWN_TAG_KEYS: OwnTagKeys = namesOf({}).ownTagKeys;

export const agreedTag = ({ columns }: OwnTagKeys): Tags => ({ [columns]: AGREED });

export const governedTag = ({ databases }: OwnTagKeys): Tags => ({ [databases]: GOVERNED });

/** Both keys with their values. */
export const ownTags = (keys: OwnTagKeys): TagExpression => ({
  [keys.columns]: [AGREED],
  [keys.databases]: [GOVERNED],
});
