import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { deployedName } from '../../core/names';

export interface ExportLedgerProps {
  readonly key: IKey;
}

/** Which snapshot was exported, by whom, when, how large; who waits; which slots are taken. Shapes: core/export-ledger.ts. */
export class ExportLedger extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key }: ExportLedgerProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: deployedName('export-ledger'),
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
