import { CreateDatabaseCommand, type GlueClient } from '@aws-sdk/client-glue';
import {
  CreateLFTagCommand,
  GrantPermissionsCommand,
  type LakeFormationClient,
  RevokePermissionsCommand,
  UpdateLFTagCommand,
} from '@aws-sdk/client-lakeformation';
import type { Settings } from '../../core/config/types';
import { declaredTags, deployedTagGrants, type TagPolicyGrant } from '../../core/governance';
import { analystShares } from '../../core/governance/desired/analyst-shares';
import { resourceTo } from '../../functions/shared/lakeformation/resources';
import type { DurableMap } from '../../packages/local-aws/store';
import type { Place } from './resources';
import { unlessThere } from './unless-there';

/** What the lake stack shares by tag: the tags themselves, and the tag policies granted to the analytics account. */
export async function deploySharing(
  { governance, accounts }: Settings,
  catalogId: string,
  lakeformation: LakeFormationClient,
  deployed: DurableMap<TagPolicyGrant>,
): Promise<void> {
  for (const [TagKey, TagValues] of Object.entries(declaredTags(governance))) {
    await declareTag(lakeformation, TagKey, [...TagValues]);
  }
  const wanted = new Map(
    deployedTagGrants(governance, accounts.analytics).map((grant) => [JSON.stringify(grant), grant]),
  );
  // as CloudFormation does: what is new first, and only what changed since the last deployment
  for (const [key, grant] of wanted) {
    if (deployed.has(key)) continue;
    await lakeformation.send(new GrantPermissionsCommand(permissions(grant, catalogId)));
    await deployed.set(key, grant);
  }
  for (const key of deployed.keys().filter((each) => !wanted.has(each))) {
    await unlessGone(lakeformation.send(new RevokePermissionsCommand(permissions(deployed.get(key)!, catalogId))));
    await deployed.delete(key);
  }
}

/** The analytics account's side: a resource link, under the same name, to every database that shares something. */
export async function linkDatabases(settings: Settings, { accountId }: Place, glue: GlueClient): Promise<void> {
  const { accounts } = settings;
  if (accounts.analytics === undefined) return;
  for (const { name } of analystShares(settings, accounts.analytics).databases) {
    const TargetDatabase = { CatalogId: accountId, DatabaseName: name };
    await unlessThere(glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: name, TargetDatabase } })));
  }
}

const permissions = ({ principal, resource, permissions, withGrantOption }: TagPolicyGrant, catalogId: string) => {
  const sdk = (list: TagPolicyGrant['permissions']) => list.filter((permission) => permission !== 'OTHER');
  return {
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: resourceTo(resource, catalogId),
    Permissions: sdk(permissions),
    PermissionsWithGrantOption: sdk(withGrantOption),
  };
};

/** The service names no error of its own for a tag that exists: its values are added to. */
async function declareTag(lakeformation: LakeFormationClient, TagKey: string, TagValues: string[]): Promise<void> {
  try {
    await lakeformation.send(new CreateLFTagCommand({ TagKey, TagValues }));
  } catch (error) {
    if (!(error instanceof Error && /already exists/.test(error.message))) throw error;
    await lakeformation.send(new UpdateLFTagCommand({ TagKey, TagValuesToAdd: TagValues }));
  }
}

async function unlessGone(revocation: Promise<unknown>): Promise<void> {
  try {
    await revocation;
  } catch (error) {
    if (!(error instanceof Error && /no permissions/i.test(error.message))) throw error;
  }
}
