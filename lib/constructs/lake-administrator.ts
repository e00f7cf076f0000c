import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnDataLakeSettings } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';

export interface LakeAdministratorProps {
  readonly role: IRole;
}

/**
 * Makes a role a data lake administrator, beside those there are: the settings belong to the account and Region, and replacing them would
 * take away everybody else's. Nothing else is set: the cross-account version cannot be lowered again, and defaults are set per database.
 */
export class LakeAdministrator extends Construct {
  readonly settings: CfnDataLakeSettings;

  constructor(scope: Construct, id: string, { role }: LakeAdministratorProps) {
    super(scope, id);
    this.settings = new CfnDataLakeSettings(this, 'Settings', {
      admins: [{ dataLakePrincipalIdentifier: role.roleArn }],
      mutationType: 'APPEND',
    });
    this.settings.node.addDependency(role);
  }
}
