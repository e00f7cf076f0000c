import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Reasons by the rule of a linter: `CKV_AWS_117` is checkov's, `W3005` cfn-lint's,
 * `RESOURCE_STAR[glue:PutResourcePolicy]` parliament's.
 */
export type AcceptedFindings = Readonly<Record<string, string>>;

/**
 * Metadata of a resource under which `.ci/linters` reads the findings of linters that have no metadata of their own.
 */
const KEY = 'AcceptedFindings';

interface CheckovMetadata {
  readonly skip: readonly { readonly id: string; readonly comment: string }[];
}

/**
 * Says in the template why linters' findings on a resource stay; checkov reads its own there too. `.ci/run` fails for a
 * finding without a reason and for a reason without a finding. What cdk-nag finds is acknowledged by `Validations`.
 */
export function acceptFindings(construct: IConstruct, findings: AcceptedFindings): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${construct.node.path} is not a resource of a template.`);
  const isCheckov = ([rule]: [string, string]): boolean => rule.startsWith('CKV_');
  const entries = Object.entries(findings);
  const { skip = [] } = (resource.getMetadata('checkov') ?? {}) as Partial<CheckovMetadata>;
  const skipped = entries.filter(isCheckov).map(([id, comment]) => ({ id, comment }));
  if (skipped.length > 0) resource.addMetadata('checkov', { skip: [...skip, ...skipped] });
  const others = Object.fromEntries(entries.filter((entry) => !isCheckov(entry)));
  const known = (resource.getMetadata(KEY) ?? {}) as AcceptedFindings;
  if (Object.keys(others).length > 0) resource.addMetadata(KEY, { ...known, ...others });
}
