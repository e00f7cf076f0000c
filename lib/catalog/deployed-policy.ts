import { join } from 'node:path';
import type { CustomResource } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { policyHash } from '../../core/governance';
import { DEPLOYED_POLICY_KEY, POLICY_PARTITION } from '../../core/ledger/governance';
import { onLedger } from '../../core/rights/data';
import { encryptWith } from '../../core/rights/key-use';
import { inlineResource } from '../shared/inline-resource';

export interface DeployedPolicyProps {
  readonly settings: Settings;
  readonly ledger: ITable;
  readonly key: IKey;
}

/**
 * Records in the ledger which policy runs use and since when, so that `lakeferry governance apply` under another policy
 * can say that the next run undoes it.
 */
export class DeployedPolicy extends Construct {
  readonly record: CustomResource;

  constructor(scope: Construct, id: string, { settings, ledger, key }: DeployedPolicyProps) {
    super(scope, id);
    this.record = inlineResource(this, 'Record', {
      name: 'record-policy',
      description: 'writes down which policy is deployed',
      code: join(__dirname, 'deployed-policy.code.js'),
      environment: settings.environment,
      permissions: [
        {
          ...onLedger(ledger.tableArn, 'PutItem', 'DeleteItem'),
          conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [POLICY_PARTITION] } },
        },
        encryptWith(key.keyArn),
      ],
      timeoutMinutes: 1,
      resourceType: 'Custom::LakeferryDeployedPolicy',
      properties: {
        Table: ledger.tableName,
        PartitionKey: DEPLOYED_POLICY_KEY.pk,
        SortKey: DEPLOYED_POLICY_KEY.sk,
        Hash: policyHash(settings),
      },
    });
  }
}
