import { ManagedPolicy, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { fillCatalog } from '../../../core/lake/filling-rights';
import { databaseArns } from '../../../core/rights/catalog-arns';
import { packArns } from '../../../core/rights/policy-size';
import { allow } from '../../shared/permissions';
import { placeOf } from '../../shared/rights/place-of';

/**
 * Lets a role write tables and partitions of these databases and of no others: each is named, in as many managed
 * policies as that takes, of the ten that a role can have.
 */
export function fillDatabases(scope: Construct, role: Role, glueDatabases: readonly string[], who: string): void {
  const place = placeOf(scope);
  for (const [i, arns] of packArns(glueDatabases.map((name) => databaseArns(place, name))).entries()) {
    const policy = new ManagedPolicy(scope, `Catalog${i + 1}`, {
      description: `lakeferry: databases that ${who}`,
      roles: [role],
    });
    allow(policy, fillCatalog(place, arns));
  }
}
