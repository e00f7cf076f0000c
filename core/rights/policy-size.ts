/**
 * IAM takes 6,144 characters in a managed policy, white space not counted. The rest is for actions and further
 * statements.
 */
const ARN_CHARS_OF_A_MANAGED_POLICY = 5000;

/** What a partition, a Region or an account id can have, at most: `us-gov-east-1` and more. */
const PSEUDO_PARAMETER = 'x'.repeat(14);

/** Characters of an ARN in a policy: two quotes and a comma, placeholders filled. */
const lengthOf = (arn: string): number => arn.replace(/\$\{Token\[[^\]]*\]\}/g, PSEUDO_PARAMETER).length + 3;

const lengthOfAll = (arns: readonly string[]): number => arns.reduce((sum, arn) => sum + lengthOf(arn), 0);

/** Packs groups of ARNs, in their order, so that each pack fits into a managed policy. A group stays whole. */
export function packArns(groups: readonly (readonly string[])[]): string[][] {
  const packs: string[][] = [];
  for (const group of groups) {
    const last = packs.at(-1);
    if (last !== undefined && lengthOfAll(last) + lengthOfAll(group) <= ARN_CHARS_OF_A_MANAGED_POLICY)
      last.push(...group);
    else packs.push([...group]);
  }
  return packs;
}

/**
 * Names each ARN while they fit into `chars`, else the pattern that covers them: a policy must not grow until IAM
 * refuses it.
 */
export const namedWhileTheyFit = (
  arns: readonly string[],
  pattern: readonly string[],
  chars: number,
): readonly string[] => (lengthOfAll(arns) <= chars ? arns : pattern);
