import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BILLING_MODE, PARTITION_KEY, SORT_KEY, TIME_TO_LIVE } from '../../core/ledger/table';
import { namesIn } from '../shared/lakeferry-stack';

export interface LedgerProps {
  readonly key: IKey;
}

/**
 * The one table in which every branch records what arrived, who holds a date and what governance owns. `core/ledger`
 * describes the items.
 */
export class Ledger extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key }: LedgerProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: namesIn(this).deployed('ledger'),
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      billingMode: BillingMode[BILLING_MODE],
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TIME_TO_LIVE,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
