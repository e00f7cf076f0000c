import { DefaultStackSynthesizer, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnDataLakeSettings } from 'aws-cdk-lib/aws-lakeformation';
import { Construct, type IConstruct } from 'constructs';
import type { Settings } from '../../core/config/types';

export interface LakeAdministratorsProps {
  readonly mode: Settings['governance']['administrators'];
  /** A role of the stack that administers the data lake. @default none */
  readonly role?: IRole;
  /** How grants reach other accounts, 3 to 5. @default what the account has */
  readonly crossAccountVersion?: number;
}

/**
 * Makes the role that CloudFormation creates this stack's resources as a data lake administrator, and `role` too: Lake
 * Formation asks its own permissions, and IAM's AdministratorAccess is none of them. The settings belong to the account
 * and Region, so both are appended to the administrators there are, and of the rest only the cross-account version is
 * set. An empty list of default permissions would be no change to CloudFormation, and the account's affair. The
 * settings stay when the stack goes: what CloudFormation would leave of them is documented nowhere.
 */
export class LakeAdministrators extends Construct {
  /** Absent where the account keeps its settings to itself, and where nobody is to be added. */
  readonly settings?: CfnDataLakeSettings;
  /** ARNs of those that the stack makes administrators, or that somebody makes for it. */
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, { mode, role, crossAccountVersion }: LakeAdministratorsProps) {
    super(scope, id);
    this.arns = [role?.roleArn, deployingRole(Stack.of(this))].filter((arn) => arn !== undefined);
    if (mode === 'leave' || this.arns.length === 0) return;
    this.settings = new CfnDataLakeSettings(this, 'Settings', {
      admins: this.arns.map((dataLakePrincipalIdentifier) => ({ dataLakePrincipalIdentifier })),
      mutationType: 'APPEND',
      // the service takes this key; 'CrossAccountVersion', as the API reference has it, it refuses
      parameters:
        crossAccountVersion === undefined ? undefined : { CROSS_ACCOUNT_VERSION: String(crossAccountVersion) },
    });
    this.settings.applyRemovalPolicy(RemovalPolicy.RETAIN);
    if (role !== undefined) this.settings.node.addDependency(role);
  }

  /** Resources that only an administrator can create wait for the settings. */
  precede(...resources: readonly IConstruct[]): void {
    if (this.settings === undefined) return;
    for (const resource of resources) resource.node.addDependency(this.settings);
  }
}

/**
 * CloudFormation's execution role, as `cdk bootstrap` made it; its name has the synthesizer's qualifier. Undefined
 * where a synthesizer deploys with the credentials at hand, which are not known before.
 */
function deployingRole({ synthesizer }: Stack): string | undefined {
  const arn = synthesizer instanceof DefaultStackSynthesizer ? synthesizer.cloudFormationExecutionRole : undefined;
  return arn?.includes('${') ? Fn.sub(arn) : arn;
}
