import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CredentialsConfig } from '../../../core/config/replication/types';
import { namesIn } from '../../shared/lakeferry-stack';
import type { FunctionNetwork } from '../../shared/lambda-function';

export interface IsolatedNetworkProps {
  readonly output: string;
  readonly mode: CredentialsConfig['mode'];
  /** Of the log of flows. */
  readonly key: IKey;
}

/** Endpoints that functions of every output call. CDK knows their names in each partition. */
const SERVICES: Readonly<Record<string, InterfaceVpcEndpointAwsService>> = {
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  Ssm: InterfaceVpcEndpointAwsService.SSM,
  States: InterfaceVpcEndpointAwsService.STEP_FUNCTIONS,
};

/**
 * A network of two subnets without internet, in which the functions of one output run. They reach S3 and DynamoDB by
 * gateways, and by endpoints what else they call; nothing reaches them.
 */
export class IsolatedNetwork extends Construct implements FunctionNetwork {
  readonly vpc: Vpc;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { output, mode, key }: IsolatedNetworkProps) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: namesIn(this).deployed(`replication-${output}`),
      ipAddresses: IpAddresses.cidr('10.0.0.0/24'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
      // nothing is in it, and emptying it takes a function of CDK's own
      restrictDefaultSecurityGroup: false,
    });
    this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    this.vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    this.securityGroup = this.addFunctionGroup();
    this.addEndpoints(mode === 'keys' ? SERVICES : { ...SERVICES, Sts: InterfaceVpcEndpointAwsService.STS });
    this.logFlows(output, key);
  }

  private addFunctionGroup(): SecurityGroup {
    const group = new SecurityGroup(this, 'Functions', {
      vpc: this.vpc,
      description: 'lakeferry: functions of one output',
      allowAllOutbound: false,
    });
    // S3 and DynamoDB have public addresses, to which the gateways are the only routes
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'TLS to endpoints and gateways');
    return group;
  }

  private addEndpoints(services: Readonly<Record<string, InterfaceVpcEndpointAwsService>>): void {
    const group = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'lakeferry: endpoints for the functions of one output',
      allowAllOutbound: false,
    });
    group.addIngressRule(this.securityGroup, Port.tcp(443), 'TLS from the functions');
    for (const [name, service] of Object.entries(services)) {
      this.vpc.addInterfaceEndpoint(name, {
        service,
        securityGroups: [group],
        open: false,
        subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      });
    }
  }

  private logFlows(output: string, key: IKey): void {
    const log = new LogGroup(this, 'Flows', {
      logGroupName: `/aws/vpc/${namesIn(this).deployed(`replication-${output}`)}`,
      retention: RetentionDays.THREE_MONTHS,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('FlowLog', { destination: FlowLogDestination.toCloudWatchLogs(log) });
  }
}
