import { type IResolvable, Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Permission } from '../../core/rights/permission';
import { acceptFindings } from './findings/accepted-findings';

/**
 * Adds permissions to a role, or to a policy that others attach to theirs. Throws at synth time for a wildcard without
 * a reason.
 */
export function allow(role: Role | ManagedPolicy, ...permissions: readonly Permission[]): void {
  for (const { actions, resources, conditions, because, findings } of permissions) {
    const statement = new PolicyStatement({ actions: [...actions], resources: [...resources], conditions });
    if (role instanceof ManagedPolicy) role.addStatements(statement);
    else role.addToPrincipalPolicy(statement);
    // the policy of a role exists from its first statement on
    if (findings) acceptFindings(role instanceof ManagedPolicy ? role : role.node.findChild('DefaultPolicy'), findings);
    const wildcards = [
      ...actions.map((action) => ['Action', action]),
      ...resources.map((each) => ['Resource', each]),
    ].filter(([, name]) => name!.includes('*')) as [string, string][];
    if (wildcards.length === 0) continue;
    if (because === undefined) {
      throw new Error(
        `${role.node.path} may ${actions.join(', ')} on ${resources.join(', ')}: say in 'because' why it needs a wildcard.`,
      );
    }
    acknowledgeWildcards(role, wildcards, because);
  }
}

/**
 * cdk-nag names each finding by the resource as it stands in the template. References to another stack have their final
 * form only after CDK has resolved them, that is when it validates the tree.
 */
function acknowledgeWildcards(
  role: Role | ManagedPolicy,
  wildcards: readonly (readonly [string, string])[],
  reason: string,
): void {
  role.node.addValidation({
    validate: () => {
      for (const [kind, name] of wildcards) {
        const id = `AwsSolutions-IAM5[${kind}::${flattened(Stack.of(role).resolve(name))}]`;
        Validations.of(role).acknowledge({ id, reason });
      }
      return [];
    },
  });
}

type Intrinsic = string | Readonly<Record<string, unknown>> | IResolvable;

/** A resolved value as one line, in cdk-nag's notation: references in angle brackets. */
function flattened(value: Intrinsic): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const [kind, content] = Object.entries(value)[0] ?? [];
  if (kind === 'Ref') return `<${flattened(content as Intrinsic)}>`;
  if (kind === 'Fn::GetAtt') return `<${(content as Intrinsic[]).map(flattened).join('.')}>`;
  if (kind === 'Fn::ImportValue' || kind === 'Fn::Sub') return flattened(content as Intrinsic);
  if (kind === 'Fn::Join') {
    const [separator, parts] = content as [string, Intrinsic[]];
    return parts.map(flattened).join(separator);
  }
  return JSON.stringify(value);
}
