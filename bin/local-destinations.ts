import type { DestinationSettings } from '../core/config/replication/types';
import type { Settings } from '../core/config/types';
import type { ClientConfig } from '../packages/local-aws/client-config';
import { localCredentials } from './target';

/** How the owner of each destination looks at what arrived: account, Region and endpoint are their own. */
export function describeDestinations(
  { replications }: Pick<Settings, 'replications'>,
  ownerConfig: (destination: DestinationSettings) => ClientConfig,
): string | undefined {
  const lines = replications
    .flatMap(({ outputs }) => outputs)
    .map(({ name, destination }) => {
      const { partition, account } = destination;
      return `  # ${name}: account ${account}, ${partition}\n  ${lookAt(destination, ownerConfig(destination))}`;
    });
  return lines.length === 0 ? undefined : ['Destinations, as their owners see them:', ...lines].join('\n');
}

function lookAt({ bucket, prefix }: DestinationSettings, { endpoint, region, credentials }: ClientConfig): string {
  const given = localCredentials(endpoint, region, credentials.accessKeyId);
  return `${given} aws s3 ls --recursive s3://${bucket}/${prefix}`;
}
