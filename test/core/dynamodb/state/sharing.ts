import type { DatabasePolicy, Settings } from '../../../../core/config/types';
import { validateConfig } from '../../../../core/config/validate';

export const LAKE = '111111111111';
export const ANALYTICS = '222222222222';
export const ANALYST = `arn:aws:iam::${ANALYTICS}:role/team/analyst`;

/** What the state needs of {@link configOf}'s table. */
export const NEEDED = ['customer', 'placed_at_4b9d6435', 'ddb_version', 'ddb_sequence', 'ddb_event', 'ddb_source'];

/** A table with a sort key that needs a suffix, shared as told. */
export const configOf = (policy?: DatabasePolicy, more: object = {}) => ({
  environment: { region: 'eu-west-1', account: LAKE },
  dynamodb: [
    {
      name: 'orders',
      tables: ['My-Orders', 'other'],
      publish: [{ table: 'My-Orders', keys: ['customer', 'placedAt'], decimals: { total: 'decimal(38,2)' } }],
    },
  ],
  accounts: { analytics: ANALYTICS, analysts: [ANALYST] },
  governance: policy === undefined ? {} : { databases: { dynamodb_orders: policy } },
  ...more,
});

export const sharing = (policy: DatabasePolicy): Settings => validateConfig(configOf(policy));
