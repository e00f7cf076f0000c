import { createHash } from 'node:crypto';
import type { LedgerKey } from './key';

/** Something that lakeferry made, in the words of `core/governance`. */
export interface ThingItem {
  readonly thing: string;
}

/** Columns of one table, with their types when they were agreed to. */
export interface ColumnsItem {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** No Glue database can be named so. */
const ACCOUNT = '*';

const partitionOf = (scope: string): string => `GOVERNANCE#${scope}`;

/** Partition keys of everything that concerns a database: its own, and the account's. */
export const governancePartitions = (glueDatabase: string): readonly string[] =>
  [glueDatabase, ACCOUNT].map(partitionOf);

/** By hash, because expressions are longer than a sort key may be. */
export const thingKey = (glueDatabase: string, thing: string, isOfAccount: boolean): LedgerKey => ({
  pk: partitionOf(isOfAccount ? ACCOUNT : glueDatabase),
  sk: `THING#${createHash('sha256').update(thing).digest('base64url')}`,
});

export const columnsKey = (glueDatabase: string, table: string): LedgerKey => ({
  pk: partitionOf(glueDatabase),
  sk: `COLUMNS#${table}`,
});
