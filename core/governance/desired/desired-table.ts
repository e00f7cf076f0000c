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
  /** Declared on columns, and lakeferry's own on those that are agreed to. */
  readonly columnTags: Readonly<Record<string, Tags>>;
  /**
   * Partition keys that get lakeferry's own tag beside agreed columns. No document says whether a tag policy needs it
   * to show them, nor whether Lake Formation takes it.
   */
  readonly taggedKeys: readonly string[];
  /** Columns that nobody agreed to, as they are. */
  readonly held: readonly string[];
  /** Columns that other policies open by the tags of the table, and whose tags hide them until they are classified. */
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
