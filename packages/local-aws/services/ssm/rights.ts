import type { Rights } from '../../authorization/rights';
import type { ServiceDependencies } from '../../service';

interface Input {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
}

/** Service Authorization Reference, "AWS Systems Manager": each parameter by its ARN. */
export const ssmRights =
  ({ partition }: Pick<ServiceDependencies, 'partition'>): Rights =>
  async (operation, { Name, Names, Path }: Input, { accountId, region }) => {
    const named = Names ?? [Name ?? Path].flatMap((each) => each ?? []);
    if (named.length === 0) return undefined;
    const start = `arn:${partition}:ssm:${region}:${accountId}:parameter/`;
    return named.map((name) => ({
      action: `ssm:${operation}`,
      // a version or label stands behind a colon and is no part of the ARN
      resource: name.startsWith('arn:') ? name : start + name.replace(/^\//, '').replace(/:[^:]*$/, ''),
    }));
  };
