import { validateConfig } from '../../../core/config/validate';

export const TABLE = 'orders';
export const ENTRY = 'shop';
export const STREAM = `lakeferry-dynamodb-${ENTRY}`;
export const TRANSFORM = `lambda:flatten-items-${ENTRY}`;
export const LANDING = 'lakeferry-landing-111111111111-eu-west-1';

/** One table of one account, whose changes are published there. */
export const settings = validateConfig({
  environment: { region: 'eu-west-1', account: '111111111111' },
  dynamodb: [
    {
      ...{ name: ENTRY, tables: [TABLE], publish: [{ table: TABLE, keys: ['id'] }] },
      delivery: { seconds: 20 },
      network: 'none',
    },
  ],
});
