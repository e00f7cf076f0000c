import { Aws } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { writeCatalogUnder } from '../../core/rights/key-use';
import { FunctionRole } from '../shared/function-role';
import { LakeGrant } from '../shared/lake-grant';
import { allow } from '../shared/permissions';
import { fillDatabases } from './databases/fill-databases';

export interface RegistrarProps {
  /** Glue databases that no crawler fills; without any it may do nothing. */
  readonly glueDatabases: readonly string[];
  readonly hasXRay: boolean;
  /** ARN of the registered location. */
  readonly location: string;
  /** The Data Catalog's own key. */
  readonly catalogKeyArn?: string;
  /** The grant waits for it. */
  readonly after: readonly IDependable[];
}

/**
 * What `commit-publication` runs as: it makes tables and partitions of databases that no crawler fills. It stands
 * beside the data, so that Lake Formation knows it as the creator of those tables when the rest is deployed anew. What
 * else the function does, its own stack adds.
 */
export class Registrar extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: RegistrarProps) {
    super(scope, id);
    const { glueDatabases, hasXRay, location, catalogKeyArn, after } = props;
    this.role = new FunctionRole(this, 'Role', { functionName: 'commit-publication', hasXRay });
    allow(this.role, ...writeCatalogUnder(catalogKeyArn));
    fillDatabases(this, this.role, glueDatabases, 'lakeferry fills itself');
    if (glueDatabases.length === 0) return;
    const grant = new LakeGrant(this, {
      what: 'Location',
      principal: this.role.roleArn,
      resource: { dataLocation: { catalogId: Aws.ACCOUNT_ID, resourceArn: location } },
      permissions: ['DATA_LOCATION_ACCESS'],
    });
    grant.node.addDependency(this.role, ...after);
  }
}
