import type { DataFilter, Grant, OptIn, Tags } from '../model/state';
import type { UnclassifiedColumn, WidenedColumn } from './classify-columns';

/** What the policy makes of one database as it is now. */
export interface Desired {
  readonly databaseTags: Tags;
  readonly tables: Readonly<Record<string, DesiredTable>>;
  readonly grants: readonly Grant[];
  readonly optIns: readonly OptIn[];
  readonly unclassified: readonly UnclassifiedColumn[];
  readonly widened: readonly WidenedColumn[];
}

export interface DesiredTable {
  /** Declared on the table itself. */
  readonly tags: Tags;
  /** Declared on columns, and put on those that are held back. */
  readonly columnTags: Readonly<Record<string, Tags>>;
  /** Columns whose tags hide them only until they are classified. */
  readonly heldBack: readonly string[];
  /** Held back and nothing to hide it with: every value of the shared tags' keys is a shared one. */
  readonly cannotHide: readonly string[];
  readonly filters: readonly DesiredFilter[];
  /** Agreed columns with their types; undefined for a table that shows nothing. */
  readonly agreed?: Readonly<Record<string, string>>;
}

export interface DesiredFilter {
  readonly filter: DataFilter;
  readonly principals: readonly string[];
}
