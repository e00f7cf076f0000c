/** One property of one resource that the local deployment does not make as the stacks do, and why. */
export interface KnownDifference {
  readonly resource: string;
  readonly property: string;
  readonly reason: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    resource: 'table lakeferry-ledger',
    property: 'encryption',
    reason: 'The local DynamoDB encrypts nothing.',
  },
  {
    resource: 'table lakeferry-ledger',
    property: 'deletionProtection',
    reason: 'The local DynamoDB has no deletion protection.',
  },
  {
    resource: 'table lakeferry-ledger',
    property: 'pointInTimeRecovery',
    reason: 'The local DynamoDB cannot restore a table.',
  },
  {
    resource: 'table lakeferry-replication',
    property: 'encryption',
    reason: 'The local DynamoDB encrypts nothing.',
  },
  {
    resource: 'table lakeferry-replication',
    property: 'pointInTimeRecovery',
    reason: 'The local DynamoDB cannot restore a table.',
  },
  {
    resource: 'data lake settings',
    property: 'administrators',
    reason: 'The local AWS has no CloudFormation, so there is no role that it deploys with.',
  },
];
