import type { DatabasePolicy, Settings } from '../../core/config/types';
import { CONSUMER, DATABASE } from './world';

export interface Night {
  readonly name: string;
  readonly schemas: number;
  readonly tablesEach: number;
  /** Tables of each schema that the policy shares whole. */
  readonly shared: number;
  /** Tables of each schema of which the policy shows some columns. */
  readonly filtered: number;
  /** Tables of other databases of the account, each tagged as the policy tags what it shares. @default 0 */
  readonly others?: number;
}

export const COLUMNS = ['id', 'customer', 'city', 'amount', 'created_at', 'card'];

export const tablesOf = ({ schemas, tablesEach }: Night): string[] =>
  Array.from({ length: schemas }, (_, schema) =>
    Array.from({ length: tablesEach }, (_, table) => `s${schema}_t${table}`),
  ).flat();

export function settingsOf(night: Night): Pick<Settings, 'accounts' | 'governance'> {
  const { shared, filtered } = night;
  const tables = tablesOf(night);
  const numberOf = (table: string): number => Number(table.split('_t')[1]);
  const shop: DatabasePolicy = {
    share: tables.filter((table) => numberOf(table) < shared),
    filters: Object.fromEntries(
      tables
        .filter((table) => numberOf(table) >= shared && numberOf(table) < shared + filtered)
        .map((table) => [table, { columns: ['id', 'city'] }]),
    ),
  };
  return {
    accounts: { analytics: CONSUMER },
    governance: {
      tags: { confidential: ['sensitive', 'private', 'public'] },
      databaseTags: { confidential: 'private' },
      sharedTag: { confidential: 'public' },
      mode: 'exact',
      crossAccountVersion: 4,
      administrators: 'append',
      databases: { [DATABASE]: shop },
    },
  };
}
