/**
 * The ledger's table: two string keys, paid by request. The lake stack, the local runtime and the tests all make it
 * from here. The keys' names also stand in the files of `export-snapshot` and `publish-export`, machines that write
 * items themselves.
 */

export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';

/** Nobody has to foresee how much is written. */
export const BILLING_MODE = 'PAY_PER_REQUEST';

/**
 * DynamoDB removes an item some time after the second since the epoch that this attribute gives. Items without it stay.
 */
export const TIME_TO_LIVE = 'expiresAt';

/** What CreateTable takes, but for the name. A function, because the SDK's types are mutable. */
export const ledgerTableDefinition = () => ({
  BillingMode: BILLING_MODE as typeof BILLING_MODE,
  KeySchema: [
    { AttributeName: PARTITION_KEY, KeyType: 'HASH' as const },
    { AttributeName: SORT_KEY, KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: [PARTITION_KEY, SORT_KEY].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
});
