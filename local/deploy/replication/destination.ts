import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  EnableOutboundWebIdentityFederationCommand,
  GetOutboundWebIdentityFederationInfoCommand,
  type IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import type { OutputSettings } from '../../../core/config/replication/types';
import { federatedTrust, issuerHost, outputRoles, pivotRights, pivotTrust } from '../../../core/replication/pivot';
import type { CopiedFrom } from '../../../core/replication/rights/server-side';
import type { Place } from '../resources';
import { unlessThere } from '../unless-there';

/** Of the account that owns a destination; its partition may be another. */
export interface DestinationClients {
  readonly s3: S3Client;
  readonly iam: IAMClient;
}

/** What the owner of a destination has: the bucket, and the role by which it is written. */
export async function deployDestination(
  { output, source }: { readonly output: OutputSettings; readonly source: CopiedFrom },
  place: Place,
  issuer: () => Promise<string>,
  { s3, iam }: DestinationClients,
): Promise<void> {
  const { bucket: Bucket, partition } = output.destination;
  await unlessThere(s3.send(new CreateBucketCommand({ Bucket })));
  const { credentials } = output;
  if (credentials.mode === 'keys') return;
  const trust = await trustOf(output, place, issuer, iam);
  const Statement = pivotRights(output, `arn:${partition}:s3:::${Bucket}`, source).map(
    ({ actions, resources, conditions }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(conditions === undefined ? {} : { Condition: conditions }),
    }),
  );
  const [RoleName, PolicyDocument] = [credentials.roleName, JSON.stringify(trust)];
  await unlessThere(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: PolicyDocument })));
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  const rights = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'rights', PolicyDocument: rights }));
}

async function trustOf(output: OutputSettings, place: Place, issuer: () => Promise<string>, iam: IAMClient) {
  const { name, credentials, destination } = output;
  const roles = outputRoles(place, place.names, name);
  if (credentials.mode === 'role') return pivotTrust(place, roles, credentials);
  if (credentials.mode === 'keys') return {};
  const [url, { audience }] = [await issuer(), credentials];
  await unlessThere(iam.send(new CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: [audience] })));
  const provider = `arn:${destination.partition}:iam::${destination.account}:oidc-provider/${issuerHost(url)}`;
  return federatedTrust(provider, roles, { issuer: url, audience });
}

/** URL of this account's issuer of web identities, which is switched on once. */
export async function issuerOf(iam: IAMClient): Promise<string> {
  await iam.send(new EnableOutboundWebIdentityFederationCommand({})).catch((error: Error) => {
    if (!error.name.startsWith('FeatureEnabled')) throw error;
  });
  const { IssuerIdentifier = '' } = await iam.send(new GetOutboundWebIdentityFederationInfoCommand({}));
  return IssuerIdentifier;
}
