import { MOST_COLUMNS } from '../../../core/dynamodb/publishing/partition-columns';

/** Rows of a published table have no value in a column that the configuration calls a key. */
export class PublishedKeyMissingError extends Error {
  override readonly name = 'PublishedKeyMissingError';
  constructor(table: string, column: string, place: string) {
    super(
      `A row of the table ${table} has no ${column} (${place}). Write the table's key attributes into \`keys\` of its entry in \`publish\`, deploy, and start publish-partition again.`,
    );
  }
}

/** Glue and Athena take no table of so many columns. */
export class TooManyColumnsError extends Error {
  override readonly name = 'TooManyColumnsError';
  constructor(table: string, date: string, columns: number) {
    super(
      `Rows of the table ${table} of ${date} have ${columns} columns, of at most ${MOST_COLUMNS}: a map may have ids as its keys. Take the table out of \`publish\`, deploy, and start publish-partition again.`,
    );
  }
}

/** A number has more digits than its declared type, or is none. */
export class DecimalMisfitError extends Error {
  override readonly name = 'DecimalMisfitError';
  constructor(table: string, date: string, column: string, type: string) {
    super(
      `The column ${column} of the table ${table} has a value on ${date} that ${type} does not hold exactly. Take the column out of \`decimals\`, which makes it a string, or declare more digits, and deploy. If the Glue table ${table} has the column, delete that table, which loses no file: all its dates are published again (of a daily state, the last one only). Then start publish-partition again.`,
    );
  }
}

/** DuckDB lacks memory or room on disk, or a disk failed it. */
export class RowsUnfinishedError extends Error {
  override readonly name = 'RowsUnfinishedError';
}

/** A file was in the listing, and is no more. */
export class LandingFileGoneError extends Error {
  override readonly name = 'LandingFileGoneError';
  constructor(bucket: string, key: string) {
    super(
      `s3://${bucket}/${key} was there when the publication was planned, and is gone. Bring back its last version if somebody deleted it, and redrive; or start publish-partition again, which publishes what is there.`,
    );
  }
}
