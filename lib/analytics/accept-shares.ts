import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type CustomResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import type { AnalystShares } from '../../core/governance/desired/analyst-shares';
import type { Permission } from '../../core/rights/permission';
import { inlineResource } from '../shared/inline-resource';

/** Four minutes of waiting, and what the calls take. */
const TIMEOUT_MINUTES = 6;

export interface AcceptSharesProps {
  readonly environment: Settings['environment'];
  readonly lakeAccount: string;
  readonly shares: AnalystShares;
}

/**
 * Accepts the invitations of the lake's account at each deployment that shares something else than the one before, and
 * waits until the shares are active. Within an organisation that shares through RAM there are no invitations to accept.
 * docs/adr/0007.
 */
export class AcceptShares extends Construct {
  /** What uses a share waits for this resource. */
  readonly accepted: CustomResource;

  constructor(scope: Construct, id: string, { environment, lakeAccount, shares }: AcceptSharesProps) {
    super(scope, id);
    this.accepted = inlineResource(this, 'Accepted', {
      name: 'accept-shares',
      description: "accepts what the lake's account shares",
      code: join(__dirname, 'accept-shares.code.js'),
      environment,
      permissions: this.permissions(lakeAccount),
      timeoutMinutes: TIMEOUT_MINUTES,
      resourceType: 'Custom::LakeferryAcceptedShares',
      // what is shared stands here so that CloudFormation asks again when it changes: a new share brings a new
      // invitation. The names themselves would be half a megabyte for 500 databases, twice what a request to a custom
      // resource may have
      properties: { LakeAccount: lakeAccount, Shared: digestOf(sharedNames(shares)) },
    });
  }

  private permissions(lakeAccount: string): Permission[] {
    const invitations = { service: 'ram', account: '*', resource: 'resource-share-invitation', resourceName: '*' };
    return [
      {
        actions: ['ram:GetResourceShareInvitations', 'ram:GetResourceShares', 'ram:ListResources'],
        resources: ['*'],
        because: 'The actions only list, whatever is shared with the account.',
      },
      {
        actions: ['ram:AcceptResourceShareInvitation'],
        resources: [Stack.of(this).formatArn(invitations)],
        conditions: {
          StringEquals: { 'ram:ShareOwnerAccountId': lakeAccount },
          StringLike: { 'ram:ResourceShareName': 'LakeFormation*' },
        },
        because: "Invitations are named by RAM; the conditions keep to Lake Formation's in the account of the lake.",
      },
    ];
  }
}

const digestOf = (names: readonly string[]): string => createHash('sha256').update(names.join('\n')).digest('hex');

const sharedNames = ({ databases, tagPolicies }: AnalystShares): string[] => [
  ...tagPolicies.map(({ resource }) => JSON.stringify(resource.expression)),
  ...databases.flatMap(({ name, filters }) => [
    name,
    ...filters.map((filter) => `${name}.${filter.table}.${filter.name}`),
  ]),
];
