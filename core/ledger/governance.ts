import { createHash } from 'node:crypto';
import type { LedgerKey } from './key';

/** Something that lakeferry made, in the words of `core/governance`. */
export interface ThingItem {
  readonly thing: string;
}

/** Columns of one table, with their types when they were agreed to. */
export interface ColumnsItem {
  readonly table: string;
  /** Under their names as {@link storedColumn} writes them. */
  readonly columns: Readonly<Record<string, string>>;
  /** Of the table in the Data Catalog, when it was last looked at. Absent: not known. */
  readonly version?: number;
}

/** The AWS SDK loses a member `__proto__` of a map on the way, so such a column goes with a dot more. */
export const storedColumn = (column: string): string => (/^__proto__\.*$/.test(column) ? `${column}.` : column);

/** The column that {@link storedColumn} stored. */
export const columnStoredAs = (stored: string): string => stored.replace(/^(__proto__\.*)\.$/, '$1');

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

/** Which policy runs use: that of the newest deployment. */
export interface DeployedPolicyItem {
  /** Of `policyHash`. */
  readonly hash: string;
  /** ISO-8601, when it was deployed. */
  readonly at: string;
  /** A run wrote it, because the ledger had lost it: it was deployed by that time. @default the deployment wrote it */
  readonly isSeen?: true;
}

/** Which policy a database was last made as. */
export interface AppliedPolicyItem extends DeployedPolicyItem {
  readonly glueDatabase: string;
}

/** Partition key of both. Glue databases are in lower case, so none is named so. */
export const POLICY_PARTITION = partitionOf('POLICY');

/** Who told the findings that concern the whole account, so that the other databases of a night need not. */
export interface ToldFindingsItem {
  readonly glueDatabase: string;
  /** ISO-8601 */
  readonly at: string;
  /** Of all their lines. */
  readonly hash: string;
}

/** Partition key of that one item. Glue databases are in lower case, so none is named so. */
export const FINDINGS_PARTITION = partitionOf('FINDINGS');

export const TOLD_FINDINGS_KEY: LedgerKey = { pk: FINDINGS_PARTITION, sk: 'ACCOUNT' };

export const DEPLOYED_POLICY_KEY: LedgerKey = { pk: POLICY_PARTITION, sk: 'DEPLOYED' };

export const appliedPolicyKey = (glueDatabase: string): LedgerKey => ({
  pk: POLICY_PARTITION,
  sk: `APPLIED#${glueDatabase}`,
});
