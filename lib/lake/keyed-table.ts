import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BILLING_MODE, PARTITION_KEY, SORT_KEY, TIME_TO_LIVE } from '../../core/ledger/table';
import { namesIn } from '../shared/lakeferry-stack';

export interface KeyedTableProps {
  /** Behind the installation's prefix. */
  readonly name: string;
  readonly key: IKey;
  /** @default false */
  readonly deletionProtection?: boolean;
}

/** A table in the shape of `core/ledger/table.ts`, under the lake's key, which outlives its stack. */
export class KeyedTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { name, key, deletionProtection }: KeyedTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: namesIn(this).deployed(name),
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      billingMode: BillingMode[BILLING_MODE],
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TIME_TO_LIVE,
      deletionProtection,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
