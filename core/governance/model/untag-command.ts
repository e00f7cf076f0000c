import { shellQuoted } from './revoke-command';

/** A database, a table, or columns of one. */
export interface TaggedPlace {
  readonly database: string;
  readonly table?: string;
  /** Absent: the table itself. */
  readonly columns?: readonly string[];
}

/** Takes a tag off, as the AWS CLI takes it in a POSIX shell. The caller must be a data lake administrator. */
export const untagCommand = (place: TaggedPlace, key: string, value: string): string =>
  [
    'aws lakeformation remove-lf-tags-from-resource',
    `--resource ${shellQuoted(JSON.stringify(requested(place)))}`,
    `--lf-tags ${shellQuoted(JSON.stringify([{ TagKey: key, TagValues: [value] }]))}`,
  ].join(' ');

function requested({ database, table, columns }: TaggedPlace): object {
  if (table === undefined) return { Database: { Name: database } };
  if (columns === undefined) return { Table: { DatabaseName: database, Name: table } };
  return { TableWithColumns: { DatabaseName: database, Name: table, ColumnNames: columns } };
}
