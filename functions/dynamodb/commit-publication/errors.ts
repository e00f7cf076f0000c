import type { TypeChange } from '../../../core/dynamodb/publication/glue-table';

/** A column of a published table would get another type: partitions of one table have one type each. */
export class ColumnTypeChangedError extends Error {
  override readonly name = 'ColumnTypeChangedError';
  constructor(entry: string, glueTable: string, changes: readonly TypeChange[]) {
    const told = changes.slice(0, MOST_TOLD).map(({ name, type, present }) => `${name} is ${present}, not ${type}`);
    super(
      `${glueTable} of ${entry} is published already: ${told.join('; ')}${changes.length > MOST_TOLD ? '; and others' : ''}. ` +
        `Write dynamodb[].publish[].decimals as it was and deploy, or delete the Glue table ${glueTable}, which loses no file (of a daily state, only the last date is made again); then start publish-partition again. Nothing of this publication is in the catalog.`,
    );
  }
}

const MOST_TOLD = 5;

/** Glue refused to register a partition. */
export class PartitionRefusedError extends Error {
  override readonly name = 'PartitionRefusedError';
  constructor(glueTable: string, date: string, { code, message }: { readonly code: string; readonly message: string }) {
    super(
      `Glue refused the partition ${date} of ${glueTable}: ${code}: ${message}. Remove the cause, then redrive: dates that are registered stay.`,
    );
  }
}
