import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { deployedName } from '../../core/names';

export interface LedgerProps {
  readonly key: IKey;
}

/** The one table in which every branch records what arrived, who holds a date and what governance owns. `core/ledger` describes the items. */
export class Ledger extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key }: LedgerProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: deployedName('ledger'),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
