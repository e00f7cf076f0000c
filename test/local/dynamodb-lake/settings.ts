import { validateConfig } from '../../../core/config/validate';
import { STATE_COLUMNS } from '../../../core/dynamodb/current-state';
import { EXPIRES, LARGE } from '../dynamodb-changes/owner';
import { ENTRY, TABLE } from '../dynamodb-changes/settings';
import { ANALYTICS } from '../world/world';

/** What the analytics account sees of the table: all that its state takes, and every attribute. */
export const COLUMNS = ['id', 'n', EXPIRES, LARGE, 'ddb_ttl', ...STATE_COLUMNS];

/** One table of one account: streamed, exported in windows, published and shared there. */
export const settings = validateConfig({
  environment: { region: 'eu-west-1', account: '111111111111' },
  accounts: { analytics: ANALYTICS },
  dynamodb: [
    {
      ...{ name: ENTRY, tables: [TABLE], delivery: { seconds: 60 }, network: 'none', repairHours: 8 },
      publish: [{ table: TABLE, keys: ['id'], decimals: { n: 'decimal(38,0)' } }],
    },
  ],
  governance: {
    databases: {
      [`dynamodb_${ENTRY}`]: { filters: { [TABLE]: { columns: COLUMNS } } },
    },
  },
});
