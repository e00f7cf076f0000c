import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  type GatewayVpcEndpointAwsService,
  type InterfaceVpcEndpointAwsService,
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
import { namesIn } from './lakeferry-stack';
import type { FunctionNetwork } from './lambda-function';

export interface IsolatedNetworkProps {
  /** Deployed name of the VPC, without the installation's. */
  readonly name: string;
  /** Whose functions run in it, for example `one output`. */
  readonly of: string;
  /** What its functions reach by gateways. @default nothing */
  readonly gateways?: Readonly<Record<string, GatewayVpcEndpointAwsService>>;
  /** What its functions reach by interfaces. CDK knows their names in each partition. @default nothing */
  readonly interfaces?: Readonly<Record<string, InterfaceVpcEndpointAwsService>>;
  /** Of the log of flows. */
  readonly key: IKey;
}

/**
 * A network of two subnets without internet, in which functions run. They reach what has an endpoint and nothing else;
 * nothing reaches them.
 */
export class IsolatedNetwork extends Construct implements FunctionNetwork {
  readonly vpc: Vpc;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { name, of, gateways = {}, interfaces = {}, key }: IsolatedNetworkProps) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: namesIn(this).deployed(name),
      ipAddresses: IpAddresses.cidr('10.0.0.0/24'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
      // nothing is in it, and emptying it takes a function of CDK's own
      restrictDefaultSecurityGroup: false,
    });
    for (const [each, service] of Object.entries(gateways)) this.vpc.addGatewayEndpoint(each, { service });
    this.securityGroup = new SecurityGroup(this, 'Functions', {
      vpc: this.vpc,
      description: `lakeferry: functions of ${of}`,
      allowAllOutbound: false,
    });
    if (Object.keys({ ...gateways, ...interfaces }).length > 0) {
      // S3 and DynamoDB have public addresses, to which the gateways are the only routes
      this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'TLS to endpoints and gateways');
    }
    if (Object.keys(interfaces).length > 0) this.addInterfaces(of, interfaces);
    this.logFlows(name, key);
  }

  private addInterfaces(of: string, services: Readonly<Record<string, InterfaceVpcEndpointAwsService>>): void {
    const group = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: `lakeferry: endpoints for the functions of ${of}`,
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

  private logFlows(name: string, key: IKey): void {
    const log = new LogGroup(this, 'Flows', {
      logGroupName: `/aws/vpc/${namesIn(this).deployed(name)}`,
      retention: RetentionDays.THREE_MONTHS,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('FlowLog', { destination: FlowLogDestination.toCloudWatchLogs(log) });
  }
}
