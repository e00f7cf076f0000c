import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { catalogArn, databaseArns } from '../../core/rights/catalog-arns';
import { readCatalogUnder } from '../../core/rights/key-use';
import { namedWhileTheyFit } from '../../core/rights/policy-size';
import { namesIn } from '../shared/lakeferry-stack';
import { allow } from '../shared/permissions';
import { placeOf } from '../shared/rights/place-of';

export interface AnalystPolicyProps {
  readonly lakeAccount: string;
  /** Glue databases, here as links and there as they are. */
  readonly databases: readonly string[];
  readonly workgroup: string;
  readonly results: IBucket;
  /** Folder of the results in it, without a slash at its end. */
  readonly folder: string;
  /** Ends the policy's name. @default the policy of those who read all that the account was given */
  readonly suffix?: string;
  readonly key: IKey;
  /** The key of the lake's Data Catalog. */
  readonly catalogKeyArn?: string;
}

/**
 * What IAM must allow besides Lake Formation. A policy and no role: roles of analysts are others', and those of IAM
 * Identity Center take policies by their name only.
 */
export class AnalystPolicy extends ManagedPolicy {
  constructor(scope: Construct, id: string, props: AnalystPolicyProps) {
    super(scope, id, {
      // IAM is one for all Regions: the lake of another Region has a policy of its own in this account
      managedPolicyName: namesIn(scope).deployed(
        ['analyst', Stack.of(scope).region, props.suffix].filter((part) => part !== undefined).join('-'),
      ),
      description: 'lakeferry: queries by Athena on what the lake shares',
    });
    this.allowAthena(props);
    this.allowCatalog(props);
    this.allowResults(props);
    allow(this, ...readCatalogUnder(props.catalogKeyArn));
  }

  private allowAthena({ workgroup }: AnalystPolicyProps): void {
    const { formatArn } = Stack.of(this);
    const arn = formatArn.bind(Stack.of(this));
    allow(
      this,
      {
        actions: WORKGROUP_ACTIONS.map((action) => `athena:${action}`),
        resources: [arn({ service: 'athena', resource: 'workgroup', resourceName: workgroup })],
      },
      {
        actions: CATALOG_ACTIONS.map((action) => `athena:${action}`),
        resources: [arn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' })],
      },
      {
        actions: ['athena:ListWorkGroups', 'athena:ListDataCatalogs', 'lakeformation:GetDataAccess'],
        resources: ['*'],
        because: 'The actions take no resources; Lake Formation decides by its own permissions what data is read.',
      },
    );
  }

  /** Of the lake's catalog Lake Formation alone decides: nothing of another account is seen that was not shared. */
  private allowCatalog({ databases, lakeAccount }: AnalystPolicyProps): void {
    const pattern = namesIn(this).glueDatabase('*');
    const links = databases.flatMap((name) => databaseArns(placeOf(this), name));
    allow(this, {
      actions: GLUE_ACTIONS.map((action) => `glue:${action}`),
      resources: [
        catalogArn(placeOf(this)),
        ...namedWhileTheyFit(links, databaseArns(placeOf(this), pattern), LINK_ARN_CHARS),
        // Athena asks for the database 'default' whatever the query
        databaseArns(placeOf(this), 'default')[0]!,
        catalogArn({ ...placeOf(this), accountId: lakeAccount }),
        ...databaseArns({ ...placeOf(this), accountId: lakeAccount }, pattern),
      ],
      because:
        'Which databases and tables are seen is for Lake Formation to say; they come and go without a deployment here.',
    });
  }

  private allowResults({ results, folder, key }: AnalystPolicyProps): void {
    allow(
      this,
      {
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [results.bucketArn],
      },
      {
        actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        resources: [results.arnForObjects(`${folder}/*`)],
        because: 'Athena names results by the id of the query. Other rights have other folders.',
      },
      { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] },
    );
  }
}

/** Of the 6,144 of a managed policy. Identity Center attaches policies by name, so it stays one policy. */
const LINK_ARN_CHARS = 3000;

const WORKGROUP_ACTIONS = [
  'GetWorkGroup',
  'StartQueryExecution',
  'StopQueryExecution',
  'GetQueryExecution',
  'BatchGetQueryExecution',
  'ListQueryExecutions',
  'GetQueryResults',
  'GetQueryResultsStream',
  'GetNamedQuery',
  'BatchGetNamedQuery',
  'ListNamedQueries',
];
const CATALOG_ACTIONS = ['GetDataCatalog', 'GetDatabase', 'ListDatabases', 'GetTableMetadata', 'ListTableMetadata'];
const GLUE_ACTIONS = [
  'GetDatabase',
  'GetDatabases',
  'GetTable',
  'GetTables',
  'GetPartition',
  'GetPartitions',
  'BatchGetPartition',
];
