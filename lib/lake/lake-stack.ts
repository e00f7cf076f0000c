import { CfnOutput } from 'aws-cdk-lib';
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { landsHere } from '../../core/config/dynamodb/catalog-databases';
import type { Settings } from '../../core/config/types';
import { declaredTags, deployedTagGrants, sharesAcrossAccounts, sharesWithOrganizations } from '../../core/governance';
import { lakeSendsEvents } from '../../core/lake/buckets';
import { isRegistered } from '../../core/lake/catalog-database';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { expiringFolders } from '../../core/lake/expiring-folders';
import type { LakeReader, RawReader } from '../../core/lake/readers';
import { REPLICATION_TABLE } from '../../core/replication/names';
import { LakeAdministrators } from '../shared/lake-administrators';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { regionTraits } from '../shared/region-traits';
import { BucketReaders } from './bucket-readers';
import { CatalogPolicy } from './catalog-policy';
import { CrawlerSecurity } from './crawler-security';
import { GovernanceRole } from './governance-role';
import { Installation } from './installation';
import { KeyedTable } from './keyed-table';
import { LakeBuckets } from './lake-buckets';
import { LakeKey } from './lake-key';
import { LakeLocation } from './lake-location';
import { LakeTags } from './lake-tags';
import { Registrar } from './registrar';
import { TagPolicyGrants } from './tag-policy-grants';

export interface LakeStackProps extends LakeferryStackProps {}

/**
 * What outlives code: buckets, key, ledger, tags, and who administers them. Its databases have stacks of their own.
 * Deleting it leaves the data.
 */
export class LakeStack extends LakeferryStack {
  readonly key: IKey;
  readonly lakeBucket: IBucket;
  /** Written to by RDS alone. */
  readonly rawBucket: IBucket;
  /** Manifests, batches, reports. */
  readonly workBucket: IBucket;
  /** Who reads files of the lake past Lake Formation. */
  readonly readers: BucketReaders<LakeReader>;
  /** Who reads raw exports. */
  readonly rawReaders: BucketReaders<RawReader>;
  readonly ledger: ITable;
  /** Receipts of all outputs. */
  readonly replicationTable: ITable;
  readonly governanceRole: Role;
  /** Makes tables and partitions of databases that no crawler fills. @default no rows of DynamoDB land here */
  readonly registrar?: Role;
  /** ARNs of the data lake administrators that the stacks make. */
  readonly administrators: readonly string[];
  /** ARN of the location that is registered with Lake Formation. */
  readonly location: string;
  /** Name of the crawlers' security configuration. */
  readonly crawlerSecurity: string;

  constructor(scope: Construct, id: string, { settings, ...props }: LakeStackProps) {
    super(scope, id, {
      settings,
      description: 'lakeferry: the lake and all that outlives code',
      ...props,
    });
    const installation = new Installation(this, 'Installation', { settings });
    const { key } = new LakeKey(this, 'Key', { keyArn: settings.lake.keyArn });
    installation.mark(key);
    const buckets = new LakeBuckets(this, 'Buckets', {
      key,
      lake: settings.lake,
      exports: settings.exports,
      expiringFolders: expiringFolders(settings),
      sendsEvents: lakeSendsEvents(settings),
    });
    this.key = key;
    this.lakeBucket = buckets.lake;
    this.rawBucket = buckets.raw;
    this.workBucket = buckets.work;
    // the one table in which every branch records what arrived, who holds a date and what governance owns
    const ledger = new KeyedTable(this, 'Ledger', { name: 'ledger', key, deletionProtection: true });
    this.ledger = ledger.table;
    // it stands here without any output too, so that one that comes back goes on; a lost receipt is written again by a
    // copy, so it is not protected from deletion as the ledger is
    this.replicationTable = new KeyedTable(this, 'ReplicationTable', { name: REPLICATION_TABLE, key }).table;
    this.governanceRole = this.addGovernanceRole(settings);
    const administrators = this.addAdministrators(settings);
    this.administrators = administrators.arns;
    const tags = new LakeTags(this, 'Tags', {
      tags: declaredTags(settings.governance),
      role: this.governanceRole,
      environment: settings.environment,
      administrators: settings.governance.administrators,
    });
    const { arn, registration, role } = new LakeLocation(this, 'Location', {
      bucket: this.lakeBucket,
      prefix: settings.lake.prefix,
      key,
      catalogKeyArn: settings.lake.catalogKeyArn,
    });
    administrators.precede(registration, ...tags.made);
    this.readers = new BucketReaders<LakeReader>(this, 'Readers', {
      bucket: buckets.lake,
      roles: [role.roleArn, ...(settings.lake.readers ?? [])],
    });
    this.rawReaders = new BucketReaders<RawReader>(this, 'RawReaders', { bucket: buckets.raw });
    this.location = arn;
    if (settings.dynamodb.some(landsHere)) this.registrar = this.addRegistrar(settings, registration);
    this.crawlerSecurity = new CrawlerSecurity(this, 'CrawlerSecurity', { key }).configuration.ref;
    const grants = new TagPolicyGrants(this, 'TagPolicyGrants', {
      grants: deployedTagGrants(settings.governance, settings.accounts.analytics),
      after: [...tags.made, registration],
    });
    if (settings.governance.catalogPolicy === 'extend') {
      grants.node.addDependency(new CatalogPolicy(this, 'CatalogPolicy', { environment: settings.environment }));
    }
    this.order(installation, ledger);
    this.addOutputs();
  }

  /**
   * Everything waits for the check. The ledger comes last: it is protected from deletion, so a creation that failed
   * after it could not be rolled back. The governance role knows it by its name for that reason.
   */
  private order(installation: Installation, ledger: KeyedTable): void {
    const children = this.node.children.filter((child) => child !== installation);
    for (const child of children) child.node.addDependency(installation.check);
    ledger.node.addDependency(...children.filter((child) => child !== ledger));
  }

  private addGovernanceRole(settings: Settings): Role {
    const { role } = new GovernanceRole(this, 'Governance', {
      key: this.key,
      ledger: Table.fromTableName(this, 'LedgerByName', this.names.deployed('ledger')),
      fileBuckets: [this.lakeBucket, this.rawBucket],
      hasXRay: regionTraits(settings.environment).hasXRay,
      sharesAcrossAccounts: sharesAcrossAccounts(settings),
      sharesWithOrganizations: sharesWithOrganizations(settings),
      catalogKeyArn: settings.lake.catalogKeyArn,
    });
    return role;
  }

  private addAdministrators(settings: Settings): LakeAdministrators {
    const { administrators, crossAccountVersion } = settings.governance;
    const isRaised = sharesAcrossAccounts(settings) && crossAccountVersion !== 'unchanged';
    return new LakeAdministrators(this, 'Administrators', {
      mode: administrators,
      role: this.governanceRole,
      crossAccountVersion: isRaised ? crossAccountVersion : undefined,
    });
  }

  /**
   * It stands wherever rows land, and its exports stay: without `publish` other stacks still import them when this one
   * is deployed, and CloudFormation would refuse to take them away.
   */
  private addRegistrar(settings: Settings, registration: IConstruct): Role {
    const glueDatabases = catalogDatabases(settings)
      .filter(isRegistered)
      .map(({ name }) => name);
    const { role } = new Registrar(this, 'Registrar', {
      glueDatabases,
      hasXRay: regionTraits(settings.environment).hasXRay,
      location: this.location,
      catalogKeyArn: settings.lake.catalogKeyArn,
      after: [registration],
    });
    this.exportValue(role.roleArn);
    this.exportValue(role.roleName);
    this.exportValue(this.governanceRole.roleName);
    return role;
  }

  private addOutputs(): void {
    new CfnOutput(this, 'LakeBucketName', { value: this.lakeBucket.bucketName });
    new CfnOutput(this, 'RawBucketName', { value: this.rawBucket.bucketName });
    new CfnOutput(this, 'WorkBucketName', { value: this.workBucket.bucketName });
    new CfnOutput(this, 'LedgerTableName', { value: this.ledger.tableName });
    new CfnOutput(this, 'ReplicationTableName', { value: this.replicationTable.tableName });
    new CfnOutput(this, 'GovernanceRoleArn', { value: this.governanceRole.roleArn });
    new CfnOutput(this, 'KeyArn', { value: this.key.keyArn });
  }
}
