import { historyDatabase } from '../../dynamodb/databases';
import { publishedTable } from '../../dynamodb/publishing/published-table';
import { accountSight } from '../../dynamodb/state/account-sight';
import { rulesOf } from '../../governance/model/policy';
import { fieldPath, type Problem } from '../problems';
import type { Settings } from '../types';

/** Published tables of which the account sees rows by something else than their keys. */
export function warnOfStates({ accounts, dynamodb, environment, governance, lake }: Settings): Problem[] {
  return dynamodb.flatMap(({ name, publish }) => {
    const { key, name: database } = historyDatabase({ environment, lake }, name);
    const rules = rulesOf(governance, { database, analytics: accounts.analytics });
    return publish.flatMap((configured): Problem[] => {
      const table = publishedTable(configured, lake.partitionKey);
      const rows = accountSight(rules, table)?.inexactBy;
      if (rows === undefined) return [];
      const fix = `tells rows of '${table.glueTable}' by other columns than its keys, which a deletion does not have: accounts.analytics gets no view of the current state, only the changes.`;
      return [{ path: fieldPath(['governance', 'databases', key]), value: rows, fix }];
    });
  });
}
