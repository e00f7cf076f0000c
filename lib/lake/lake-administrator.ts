import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnDataLakeSettings } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';

export interface LakeAdministratorProps {
  readonly role: IRole;
  /** How grants reach other accounts, 3 to 5. @default what the account has */
  readonly crossAccountVersion?: number;
}

/**
 * Makes a role a data lake administrator, beside those there are: the settings belong to the account and Region, and replacing them would
 * take away everybody else's. Of the rest only the cross-account version is set, where something is shared: below 3, tags are not shared
 * through AWS RAM. Defaults for new databases and tables are set per database.
 */
export class LakeAdministrator extends Construct {
  readonly settings: CfnDataLakeSettings;

  constructor(scope: Construct, id: string, { role, crossAccountVersion }: LakeAdministratorProps) {
    super(scope, id);
    this.settings = new CfnDataLakeSettings(this, 'Settings', {
      admins: [{ dataLakePrincipalIdentifier: role.roleArn }],
      mutationType: 'APPEND',
      // the service takes this key; 'CrossAccountVersion', as the API reference has it, it refuses
      parameters:
        crossAccountVersion === undefined ? undefined : { CROSS_ACCOUNT_VERSION: String(crossAccountVersion) },
    });
    this.settings.node.addDependency(role);
  }
}
