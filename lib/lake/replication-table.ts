import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BILLING_MODE, PARTITION_KEY, SORT_KEY, TIME_TO_LIVE } from '../../core/ledger/table';
import { REPLICATION_TABLE } from '../../core/replication/names';
import { namesIn } from '../shared/lakeferry-stack';

export interface ReplicationTableProps {
  readonly key: IKey;
}

/**
 * Receipts of all outputs, and who works at an object. It outlives the outputs, and stands there without any, so that
 * one that comes back goes on. Not protected from deletion as the ledger is: a lost receipt is written again by a copy.
 */
export class ReplicationTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key }: ReplicationTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: namesIn(this).deployed(REPLICATION_TABLE),
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      billingMode: BillingMode[BILLING_MODE],
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TIME_TO_LIVE,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
