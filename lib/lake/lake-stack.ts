import { CfnOutput } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { sharesAcrossAccounts, sharesWithOrganizations, tagPolicyGrants } from '../../core/governance';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { pascalCase } from '../../core/names';
import { LakeAdministrators } from '../shared/lake-administrators';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { regionTraits } from '../shared/region-traits';
import { CatalogDatabase } from './catalog-database';
import { CatalogPolicy } from './catalog-policy';
import { CrawlerGrants } from './crawler-grants';
import { CrawlerRole } from './crawler-role';
import { CrawlerSecurity } from './crawler-security';
import { GovernanceRole } from './governance-role';
import { Installation } from './installation';
import { LakeBuckets } from './lake-buckets';
import { LakeKey } from './lake-key';
import { LakeLocation } from './lake-location';
import { LakeTags } from './lake-tags';
import { Ledger } from './ledger';
import { TagPolicyGrants } from './tag-policy-grants';

export interface LakeStackProps extends LakeferryStackProps {}

/** What outlives code: buckets, key, catalog, ledger, and who administers them. Deleting the stack leaves the data. */
export class LakeStack extends LakeferryStack {
  readonly key: IKey;
  readonly lakeBucket: IBucket;
  /** Written to by RDS alone. */
  readonly rawBucket: IBucket;
  /** Manifests, batches, reports. */
  readonly workBucket: IBucket;
  readonly ledger: ITable;
  readonly governanceRole: Role;

  constructor(scope: Construct, id: string, { settings, ...props }: LakeStackProps) {
    super(scope, id, {
      settings,
      terminationProtection: true,
      description: 'lakeferry: the lake and all that outlives code',
      ...props,
    });
    const { check } = new Installation(this, 'Installation', { environment: settings.environment });
    const { key } = new LakeKey(this, 'Key');
    const buckets = new LakeBuckets(this, 'Buckets', { key, lake: settings.lake, exports: settings.exports });
    this.key = key;
    this.lakeBucket = buckets.lake;
    this.rawBucket = buckets.raw;
    this.workBucket = buckets.work;
    this.ledger = new Ledger(this, 'Ledger', { key }).table;
    this.governanceRole = this.addGovernanceRole(settings);
    const administrators = this.addAdministrators(settings);
    const { tags } = new LakeTags(this, 'Tags', { tags: settings.governance.tags });
    administrators.precede(...tags);
    const { last } = this.addCatalog(settings, administrators);
    const grants = new TagPolicyGrants(this, 'TagPolicyGrants', {
      grants: tagPolicyGrants(settings.governance, settings.accounts.analytics),
      after: [...tags, last],
    });
    if (settings.governance.catalogPolicy === 'extend') {
      grants.node.addDependency(new CatalogPolicy(this, 'CatalogPolicy', { environment: settings.environment }));
    }
    for (const child of this.node.children) if (child !== check.node.scope) child.node.addDependency(check);
    this.addOutputs();
  }

  private addGovernanceRole(settings: Settings): Role {
    const { role } = new GovernanceRole(this, 'Governance', {
      key: this.key,
      ledger: this.ledger,
      glueDatabases: glueDatabases(settings),
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

  private addCatalog(settings: Settings, administrators: LakeAdministrators): CrawlerGrants {
    const { key, lakeBucket } = this;
    const { prefix: lakePrefix, catalogKeyArn } = settings.lake;
    const location = new LakeLocation(this, 'Location', { lakeBucket, lakePrefix, key, catalogKeyArn });
    const { role } = new CrawlerRole(this, 'Crawlers', {
      lakeBucket,
      key,
      catalogKeyArn,
      glueDatabases: glueDatabases(settings),
    });
    const { configuration } = new CrawlerSecurity(this, 'CrawlerSecurity', { key });
    const databases = catalogDatabases(settings).map(
      (declared) =>
        new CatalogDatabase(this, pascalCase(declared.name.replaceAll('_', '-')), {
          declared,
          lakeBucket,
          crawlerRole: role,
          securityConfiguration: configuration.ref,
        }),
    );
    administrators.precede(location.registration, ...databases.map(({ database }) => database));
    return new CrawlerGrants(this, 'CrawlerGrants', { role, location, databases });
  }

  private addOutputs(): void {
    new CfnOutput(this, 'LakeBucketName', { value: this.lakeBucket.bucketName });
    new CfnOutput(this, 'RawBucketName', { value: this.rawBucket.bucketName });
    new CfnOutput(this, 'WorkBucketName', { value: this.workBucket.bucketName });
    new CfnOutput(this, 'LedgerTableName', { value: this.ledger.tableName });
    new CfnOutput(this, 'GovernanceRoleArn', { value: this.governanceRole.roleArn });
    new CfnOutput(this, 'KeyArn', { value: this.key.keyArn });
  }
}

const glueDatabases = (settings: Settings): string[] => catalogDatabases(settings).map(({ name }) => name);
