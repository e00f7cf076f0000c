import { catalogArn, databaseArns } from '../rights/catalog-arns';
import { onLedger } from '../rights/data';
import { encryptWith, readCatalogUnder } from '../rights/key-use';
import { arnIn, type Permission, type RightsPlace } from '../rights/permission';

export interface GovernanceRightsProps {
  readonly place: RightsPlace;
  /** ARNs. */
  readonly ledger: string;
  readonly key: string;
  /** Buckets whose policies decide who reads files past Lake Formation. */
  readonly fileBuckets: readonly string[];
  /** The Data Catalog's own key. */
  readonly catalogKeyArn?: string;
  /** Something is granted to another account. */
  readonly sharesAcrossAccounts: boolean;
  /** Something is granted to an organisation or its unit. */
  readonly sharesWithOrganizations: boolean;
}

/** Of apply-governance. */
export const governanceRights = (props: GovernanceRightsProps): Permission[] => [
  {
    actions: LAKE_FORMATION_ACTIONS,
    resources: ['*'],
    because: 'Lake Formation takes no resources in IAM policies; it decides by its own permissions.',
    findings: {
      CKV_AWS_109: 'Lake Formation takes no resources in IAM policies; it decides by its own permissions.',
    },
  },
  {
    actions: ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTables', 'glue:GetTableVersions'],
    // tables of others may be over the files of the lake
    resources: [
      catalogArn(props.place),
      ...databaseArns(props.place, '*'),
      arnIn(props.place, 'glue', 'tableVersion/*'),
    ],
    because: 'It only reads, and an administrator of Lake Formation sees the whole catalog anyway.',
  },
  {
    // what lakeferry made in Lake Formation; nothing of the exports
    ...onLedger(props.ledger, 'Query', 'BatchWriteItem'),
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['GOVERNANCE#*'] } },
  },
  ...readFilePolicies(props.fileBuckets, [props.key]),
  encryptWith(props.key),
  ...readCatalogUnder(props.catalogKeyArn),
  ...(props.sharesAcrossAccounts ? SHARING_ACROSS_ACCOUNTS : []),
  ...(props.sharesWithOrganizations ? READING_THE_ORGANIZATION : []),
];

/** What decides who reads files past Lake Formation: the policies of buckets and of their keys. ARNs. */
export const readFilePolicies = (buckets: readonly string[], keys: readonly string[]): Permission[] => [
  {
    actions: ['s3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock', 's3:GetEncryptionConfiguration'],
    resources: buckets,
  },
  { actions: ['kms:GetKeyPolicy', 'kms:ListGrants'], resources: keys },
];

const AS_MANAGED = 'As the managed policy AWSLakeFormationCrossAccountManager has it.';

/** parliament knows resources for these, the managed policy names none. */
const onEverything = (...actions: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(actions.map((action) => [`RESOURCE_STAR[${action}]`, AS_MANAGED]));

const SHARING = 'Lake Formation makes and names the resource shares; the condition keeps to its own.';

/** As AWS's managed policy AWSLakeFormationCrossAccountManager. */
const SHARING_ACROSS_ACCOUNTS: readonly Permission[] = [
  {
    actions: ['ram:CreateResourceShare'],
    resources: ['*'],
    conditions: {
      StringLikeIfExists: { 'ram:RequestedResourceType': ['glue:Table', 'glue:Database', 'glue:Catalog'] },
    },
    because: SHARING,
  },
  {
    actions: [
      'ram:UpdateResourceShare',
      'ram:DeleteResourceShare',
      'ram:AssociateResourceShare',
      'ram:DisassociateResourceShare',
    ],
    resources: ['*'],
    conditions: { StringLike: { 'ram:ResourceShareName': ['LakeFormation*'] } },
    because: SHARING,
    findings: onEverything(
      'ram:UpdateResourceShare',
      'ram:DeleteResourceShare',
      'ram:AssociateResourceShare',
      'ram:DisassociateResourceShare',
    ),
  },
  {
    actions: ['ram:AssociateResourceSharePermission'],
    resources: ['*'],
    conditions: { StringLike: { 'ram:PermissionArn': ['*:ram::aws:permission/AWSRAMLFEnabled*'] } },
    because: SHARING,
    findings: {
      ...onEverything('ram:AssociateResourceSharePermission'),
      'UNKNOWN_CONDITION_FOR_ACTION[ram:AssociateResourceSharePermission]': AS_MANAGED,
    },
  },
  {
    actions: [
      'glue:PutResourcePolicy',
      'glue:DeleteResourcePolicy',
      'organizations:DescribeOrganization',
      'organizations:DescribeAccount',
      // a list has no share whose name a condition could look at, and what Lake Formation reads is documented
      // nowhere but in that policy
      'ram:Get*',
      'ram:List*',
    ],
    resources: ['*'],
    because:
      'Lake Formation reads on behalf of the grantor whom it shares with, and writes the share into the catalog policy.',
    findings: onEverything(
      'glue:PutResourcePolicy',
      'glue:DeleteResourcePolicy',
      'organizations:DescribeAccount',
      'ram:GetPermission',
      'ram:ListPendingInvitationResources',
      'ram:ListPermissionAssociations',
      'ram:ListResourceSharePermissions',
    ),
  },
];

/** Which accounts an organisation or its unit stands for, as the same policy has it. */
const READING_THE_ORGANIZATION: readonly Permission[] = [
  {
    actions: [
      'organizations:ListRoots',
      'organizations:ListAccountsForParent',
      'organizations:ListOrganizationalUnitsForParent',
    ],
    resources: ['*'],
    because: 'The actions list the whole organisation.',
  },
];

const LAKE_FORMATION_ACTIONS = [
  'lakeformation:GetDataLakeSettings',
  'lakeformation:ListResources',
  'lakeformation:GetLFTag',
  'lakeformation:CreateLFTag',
  'lakeformation:UpdateLFTag',
  'lakeformation:GetResourceLFTags',
  'lakeformation:AddLFTagsToResource',
  'lakeformation:RemoveLFTagsFromResource',
  'lakeformation:ListDataCellsFilter',
  'lakeformation:CreateDataCellsFilter',
  'lakeformation:UpdateDataCellsFilter',
  'lakeformation:DeleteDataCellsFilter',
  'lakeformation:ListPermissions',
  'lakeformation:ListLFTagExpressions',
  'lakeformation:SearchTablesByLFTags',
  'lakeformation:SearchDatabasesByLFTags',
  // AWS documents nowhere whether a batch asks for the single right to each entry as well
  'lakeformation:GrantPermissions',
  'lakeformation:RevokePermissions',
  'lakeformation:BatchGrantPermissions',
  'lakeformation:BatchRevokePermissions',
  'lakeformation:ListLakeFormationOptIns',
  'lakeformation:CreateLakeFormationOptIn',
];
