import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { onLedger } from '../shared/data-permissions';
import type { AcceptedFindings } from '../shared/findings/accepted-findings';
import { FunctionRole } from '../shared/function-role';
import { encryptWith, readCatalogUnder } from '../shared/key-use';
import { namesIn } from '../shared/lakeferry-stack';
import { allow } from '../shared/permissions';
import { catalogArn, databaseArns } from '../shared/rights/catalog-arns';

export interface GovernanceRoleProps {
  readonly key: IKey;
  readonly ledger: ITable;
  readonly hasXRay: boolean;
  /** Something is granted to another account. */
  readonly sharesAcrossAccounts: boolean;
  /** Something is granted to an organisation or its unit. */
  readonly sharesWithOrganizations: boolean;
  /** The Data Catalog's own key. */
  readonly catalogKeyArn?: string;
}

/**
 * What `apply-governance` runs as: the data lake administrator of the lake. It stands beside the data, so that grants
 * keep their grantor when the pipeline is deployed anew.
 */
export class GovernanceRole extends Construct {
  readonly role: FunctionRole;

  constructor(scope: Construct, id: string, props: GovernanceRoleProps) {
    super(scope, id);
    const { hasXRay, key, sharesAcrossAccounts } = props;
    this.role = new FunctionRole(this, 'Role', { functionName: 'apply-governance', hasXRay });
    allow(
      this.role,
      {
        actions: LAKE_FORMATION_ACTIONS,
        resources: ['*'],
        because: 'Lake Formation takes no resources in IAM policies; it decides by its own permissions.',
        findings: {
          CKV_AWS_109: 'Lake Formation takes no resources in IAM policies; it decides by its own permissions.',
        },
      },
      {
        actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'],
        // names of hundreds of databases fit into no policy
        resources: [catalogArn(this), ...databaseArns(this, namesIn(this).glueDatabase('*'))],
        because: 'It only reads, and an administrator of Lake Formation sees the whole catalog anyway.',
      },
      {
        // what lakeferry made in Lake Formation; nothing of the exports
        ...onLedger(props.ledger, 'Query', 'BatchWriteItem'),
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['GOVERNANCE#*'] } },
      },
      encryptWith(key),
      ...readCatalogUnder(props.catalogKeyArn),
    );
    if (sharesAcrossAccounts) this.letShareAcrossAccounts();
    if (props.sharesWithOrganizations) this.letReadOrganization();
  }

  /** As AWS's managed policy AWSLakeFormationCrossAccountManager. */
  private letShareAcrossAccounts(): void {
    const because = 'Lake Formation makes and names the resource shares; the condition keeps to its own.';
    allow(
      this.role,
      {
        actions: ['ram:CreateResourceShare'],
        resources: ['*'],
        conditions: {
          StringLikeIfExists: { 'ram:RequestedResourceType': ['glue:Table', 'glue:Database', 'glue:Catalog'] },
        },
        because,
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
        because,
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
        because,
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
    );
  }

  /** Which accounts an organisation or its unit stands for, as the same policy has it. */
  private letReadOrganization(): void {
    allow(this.role, {
      actions: [
        'organizations:ListRoots',
        'organizations:ListAccountsForParent',
        'organizations:ListOrganizationalUnitsForParent',
      ],
      resources: ['*'],
      because: 'The actions list the whole organisation.',
    });
  }
}

const AS_MANAGED = 'As the managed policy AWSLakeFormationCrossAccountManager has it.';

/** parliament knows resources for these, the managed policy names none. */
const onEverything = (...actions: readonly string[]): AcceptedFindings =>
  Object.fromEntries(actions.map((action) => [`RESOURCE_STAR[${action}]`, AS_MANAGED]));

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
  // a batch is allowed by itself; each entry is a grant or a revocation as well
  'lakeformation:GrantPermissions',
  'lakeformation:RevokePermissions',
  'lakeformation:BatchGrantPermissions',
  'lakeformation:BatchRevokePermissions',
  'lakeformation:ListLakeFormationOptIns',
  'lakeformation:CreateLakeFormationOptIn',
];
