import { GatewayVpcEndpointAwsService, InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { OutputSettings } from '../../../core/config/replication/types';
import { IsolatedNetwork } from '../../shared/isolated-network';

const GATEWAYS = { S3: GatewayVpcEndpointAwsService.S3, DynamoDb: GatewayVpcEndpointAwsService.DYNAMODB };

/** What functions of every output call. */
const INTERFACES: Readonly<Record<string, InterfaceVpcEndpointAwsService>> = {
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  Ssm: InterfaceVpcEndpointAwsService.SSM,
  States: InterfaceVpcEndpointAwsService.STEP_FUNCTIONS,
};

export interface OutputNetworkProps {
  readonly output: OutputSettings;
  readonly key: IKey;
}

/** The network without internet in which the functions of one output run. */
export class OutputNetwork extends IsolatedNetwork {
  constructor(scope: Construct, id: string, { output: { name, credentials }, key }: OutputNetworkProps) {
    super(scope, id, {
      name: `replication-${name}`,
      of: 'one output',
      gateways: GATEWAYS,
      interfaces: credentials.mode === 'keys' ? INTERFACES : { ...INTERFACES, Sts: InterfaceVpcEndpointAwsService.STS },
      key,
    });
  }
}
