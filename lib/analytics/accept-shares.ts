import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import type { AnalystShares } from '../../core/governance/desired/analyst-shares';
import { FunctionRole, logGroupOf } from '../shared/function-role';
import { namesIn } from '../shared/lakeferry-stack';
import { allow } from '../shared/permissions';
import { regionTraits } from '../shared/region-traits';

const NAME = 'accept-shares';
const SHARES = 'Custom::LakeferryAcceptedShares';

export interface AcceptSharesProps {
  readonly environment: Settings['environment'];
  readonly lakeAccount: string;
  readonly shares: AnalystShares;
}

/**
 * Accepts the invitations of the lake's account at each deployment that shares something else than the one before, and waits until the shares
 * are active. Within an organisation that shares through RAM there are no invitations to accept. docs/adr/0007.
 */
export class AcceptShares extends Construct {
  /** What uses a share waits for this resource. */
  readonly accepted: CustomResource;

  constructor(scope: Construct, id: string, { environment, lakeAccount, shares }: AcceptSharesProps) {
    super(scope, id);
    const { runtime, architecture } = regionTraits(environment);
    const accept = new LambdaFunction(this, 'Function', {
      functionName: namesIn(this).deployed(NAME),
      description: "lakeferry: accepts what the lake's account shares",
      runtime,
      architecture,
      code: Code.fromInline(readFileSync(join(__dirname, 'accept-shares.code.js'), 'utf8')),
      handler: 'index.handler',
      role: this.addRole(lakeAccount).withoutPolicyUpdates(),
      timeout: Duration.minutes(6),
      memorySize: 256,
      logGroup: new LogGroup(this, 'Log', {
        logGroupName: logGroupOf(this, NAME),
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    this.accepted = new CustomResource(this, 'Accepted', {
      resourceType: SHARES,
      serviceToken: accept.functionArn,
      serviceTimeout: Duration.minutes(8),
      // what is shared stands here so that CloudFormation asks again when it changes: a new share brings a new invitation
      properties: { LakeAccount: lakeAccount, Shared: sharedNames(shares) },
    });
    this.accepted.node.addDependency(accept.role!);
  }

  private addRole(lakeAccount: string): FunctionRole {
    const role = new FunctionRole(this, 'Role', { functionName: NAME, hasXRay: false });
    allow(
      role,
      {
        actions: ['ram:GetResourceShareInvitations', 'ram:GetResourceShares', 'ram:ListResources'],
        resources: ['*'],
        because: 'The actions only list, whatever is shared with the account.',
      },
      {
        actions: ['ram:AcceptResourceShareInvitation'],
        resources: [
          Stack.of(this).formatArn({
            service: 'ram',
            account: '*',
            resource: 'resource-share-invitation',
            resourceName: '*',
          }),
        ],
        conditions: {
          StringEquals: { 'ram:ShareOwnerAccountId': lakeAccount },
          StringLike: { 'ram:ResourceShareName': 'LakeFormation*' },
        },
        because: "Invitations are named by RAM; the conditions keep to Lake Formation's in the account of the lake.",
      },
    );
    return role;
  }
}

const sharedNames = ({ databases, tagPolicies }: AnalystShares): string[] => [
  ...tagPolicies.map(({ resource }) => JSON.stringify(resource.expression)),
  ...databases.flatMap(({ name, filters }) => [
    name,
    ...filters.map((filter) => `${name}.${filter.table}.${filter.name}`),
  ]),
];
