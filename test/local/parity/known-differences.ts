import { OUTPUT_FUNCTIONS } from '../../../local/deploy/replication/resources';
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
  {
    resource: 'topic lakeferry-replication-files',
    property: 'key',
    reason: 'The local queues and topics of replications are not encrypted.',
  },
  {
    resource: 'queue lakeferry-failed-objects-partner',
    property: 'key',
    reason: 'The local queues and topics of replications are not encrypted.',
  },
  {
    resource: 'queue lakeferry-undelivered-events-partner',
    property: 'key',
    reason: 'The local queues and topics of replications are not encrypted.',
  },
  {
    resource: 'queue lakeferry-replication-partner',
    property: 'key',
    reason: 'The local queues and topics of replications are not encrypted.',
  },
  {
    resource: 'topic lakeferry-replication-files',
    property: 'policy',
    reason: 'The local EventBridge publishes in its own name, so the topic admits it and the rule has no role.',
  },
  {
    resource: 'rule lakeferry-replication-files',
    property: 'targets',
    reason: 'The local EventBridge publishes in its own name, so the topic admits it and the rule has no role.',
  },
  {
    resource: 'role of rule lakeferry-replication-files',
    property: 'exists',
    reason: 'The local EventBridge publishes in its own name, so the topic admits it and the rule has no role.',
  },
  {
    resource: 'rule lakeferry-replication-files',
    property: 'deadLetters',
    reason: 'The local rule has no queue for what its topic refuses.',
  },
  {
    resource: 'queue lakeferry-undelivered-events-files_source',
    property: 'exists',
    reason: 'The local rule has no queue for what its topic refuses.',
  },
  {
    resource: 'table carts',
    property: 'exists',
    reason: 'On AWS the table is there before lakeferry. On a laptop nobody has made it, so the deployment does.',
  },
];

/** One difference, of every function of the one output. */
export const OF_OUTPUT_FUNCTIONS: readonly KnownDifference[] = OUTPUT_FUNCTIONS.flatMap((name) =>
  ['environment', 'settings'].map((property) => ({
    resource: `function lakeferry-${name}-partner`,
    property,
    reason: 'The local deployment hands the function its output and its clients in this process.',
  })),
);
