import type { AthenaClient } from '@aws-sdk/client-athena';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Settings } from '../../core/config/types';
import type { TagPolicyGrant } from '../../core/governance';
import type { Permanent } from '../../core/permanent';
import type { DurableMap } from '../../packages/local-aws/store';
import { deployBuckets } from './buckets';
import { deployCatalog } from './catalog';
import { deployForeignLandings, type ForeignLandingClients } from './dynamodb/foreign-landing';
import { deployLanding } from './dynamodb/landing';
import { deployLoads } from './dynamodb/loads';
import { deployPublishing } from './dynamodb/publishing';
import { publishingRoles } from './dynamodb/publishing-roles';
import { producerRoles } from './dynamodb/rights';
import { deployStateViews } from './dynamodb/state-views';
import { registerInstallation } from './installation';
import { deployKeyPolicy } from './key';
import { deployLedger } from './ledger';
import { deployMachines } from './machines';
import { deployOperations, type OperationsClients } from './operations';
import { deployPolicy } from './policy';
import { deployReplication, type ReplicationClients } from './replication';
import { type LocalResources, localResources, type Place } from './resources';
import { deployRoles, localRoles, triggerRoles } from './roles';
import { deploySharing, linkDatabases } from './sharing';
import { deploySnapshots } from './snapshots';
import { deployWorkgroups } from './workgroups';

export interface DeployClients extends ForeignLandingClients, OperationsClients, ReplicationClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly kms: KMSClient;
  readonly iam: IAMClient;
  /** Policies of roles as earlier deployments made them. */
  readonly roles: DurableMap<string>;
  readonly glue: GlueClient;
  /** The analytics account's. */
  readonly analyticsGlue: GlueClient;
  readonly analyticsAthena: AthenaClient;
  readonly analyticsS3: S3Client;
  readonly lakeformation: LakeFormationClient;
  /** Tag policies granted by earlier deployments. */
  readonly sharing: DurableMap<TagPolicyGrant>;
  readonly sfn: SFNClient;
  readonly scheduler: SchedulerClient;
  readonly ssm: SSMClient;
  /** What earlier deployments were given, by installation. */
  readonly installations: DurableMap<Permanent>;
}

/**
 * Makes everything the stacks would make. Run again over an earlier deployment, it brings it up to date and loses
 * nothing; but outputs that the configuration no longer has go, as with their stacks.
 */
export async function deployLocally(settings: Settings, place: Place, clients: DeployClients): Promise<LocalResources> {
  const resources = localResources(settings, place);
  await registerInstallation(settings, resources, clients);
  await deployBuckets(settings, place, resources, clients);
  if (settings.lake.keyArn === undefined) await deployKeyPolicy(settings, place, resources, clients.kms);
  await deployLanding(settings, place, clients);
  await deployForeignLandings(settings, place, clients);
  const ofTables = [...producerRoles(settings, place), ...publishingRoles(settings, place, resources)];
  const roles = [...localRoles(settings, place, resources), ...triggerRoles(place, resources), ...ofTables];
  await deployRoles(roles, clients.iam, clients.roles);
  await deployLedger(resources.ledgerTable, clients.dynamodb);
  await deployCatalog(settings, resources, clients);
  await deployPolicy(settings, resources.ledgerTable, clients);
  await deploySharing(settings, place.accountId, clients.lakeformation, clients.sharing);
  await linkDatabases(settings, place, clients.analyticsGlue);
  await deployStateViews(settings, clients.analyticsGlue);
  await deployWorkgroups(settings, place, { athena: clients.analyticsAthena, s3: clients.analyticsS3 });
  await deployMachines(place, resources, clients.sfn);
  await deployLoads(settings, place, clients);
  await deployPublishing(settings, place, resources, clients);
  await deployOperations(settings, place, resources, clients);
  await deploySnapshots(settings, place, resources, clients);
  await deployReplication(settings, place, resources, clients);
  return resources;
}
