/** The input of `load-table` asks for nothing that can be loaded. */
export class InvalidLoadError extends Error {
  override readonly name = 'InvalidLoadError';
}

/** DynamoDB exports only tables whose changes it journals. */
export class PointInTimeRecoveryOffError extends Error {
  override readonly name = 'PointInTimeRecoveryOffError';
  constructor(readonly table: string) {
    super(
      `Point-in-time recovery of the table '${table}' is off, and DynamoDB exports no table without it: run 'aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true', then redrive.`,
    );
  }
}

/** The changes of a table do not flow, so that a load would miss those after it. */
export class TableNotStreamedError extends Error {
  override readonly name = 'TableNotStreamedError';
  constructor(table: string, entry: string, status: string) {
    super(
      `The stream of '${entry}' gets no changes of the table '${table}' (its destination is ${status}), so changes after the load would be missed: deploy the stack lakeferry-dynamodb-producer-${entry}, then redrive.`,
    );
  }
}

/** The time that was asked for is outside of what DynamoDB can export. */
export class ExportTimeError extends Error {
  override readonly name = 'ExportTimeError';
}

/** Changes between two times are in no journal any more. */
export class RecoveryGapError extends Error {
  override readonly name = 'RecoveryGapError';
  constructor(table: string, from: string, earliest: string, machine: string) {
    super(
      `Changes of the table '${table}' from ${from} to ${earliest} are in no journal of point-in-time recovery, so no incremental export brings them: load the table anew with {"table": "${table}"} as the input of ${machine}. Windows go on from there.`,
    );
  }
}

/** Windows follow a first load. */
export class FirstLoadMissingError extends Error {
  override readonly name = 'FirstLoadMissingError';
  constructor(table: string, machine: string) {
    super(
      `The table '${table}' was not loaded yet, so that no window has a beginning: start ${machine} with {"table": "${table}"}.`,
    );
  }
}

/** DynamoDB ended exports as failed. */
export class TableExportFailedError extends Error {
  override readonly name = 'TableExportFailedError';
  constructor(table: string, attempts: number, cause: string) {
    super(
      `DynamoDB failed ${attempts} exports of the table '${table}', the last one by ${cause}. Remove the cause, then redrive: it starts another export.`,
    );
  }
}

/** A file of an export is not what the manifest says. */
export class ExportDamagedError extends Error {
  override readonly name = 'ExportDamagedError';
  constructor(file: string, what: string) {
    super(`${file} ${what}. Find who else writes into the exports bucket, then start the load anew.`);
  }
}

/** A line that is no item or change. The message repeats nothing of the line. */
export class UnreadableExportLineError extends Error {
  override readonly name = 'UnreadableExportLineError';
  constructor(file: string, line: number, why: string) {
    super(`Line ${line} of ${file} cannot be read: ${why}. Please report it; the file stays in the exports bucket.`);
  }
}

/** Files of an export of which the load has no receipt. */
export class LoadIncompleteError extends Error {
  override readonly name = 'LoadIncompleteError';
  constructor(files: readonly string[], count: number) {
    super(
      `${count} files of the export were not loaded whole, for example ${files.join(', ')}. Find who deletes in the exports bucket below loads/, then start the load anew with the same exportTime.`,
    );
  }
}
