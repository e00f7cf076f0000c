import type { App } from 'aws-cdk-lib';
import type { OutputSettings } from '../../core/config/replication/types';
import type { Settings } from '../../core/config/types';
import type { LakeStack } from '../lake/lake-stack';
import type { Monitoring } from '../shared/monitoring';
import { ReplicationDestinationStack } from './destination/destination-stack';
import { ReplicationOutputStack } from './output/output-stack';
import { ReplicationSourceStack } from './source/source-stack';

export interface ReplicationStacksProps {
  readonly settings: Settings;
  readonly lake: LakeStack;
  readonly monitoring: Monitoring;
}

export interface ReplicationStacks {
  readonly sources: readonly ReplicationSourceStack[];
  readonly outputs: readonly ReplicationOutputStack[];
  /** For the owners of the destinations: in their accounts, Regions and partitions. */
  readonly destinations: readonly ReplicationDestinationStack[];
}

/** The stacks of all replications; none where the configuration has no replication. */
export function addReplicationStacks(
  app: App,
  { settings, lake, monitoring }: ReplicationStacksProps,
): ReplicationStacks {
  const { account, region } = settings.environment;
  const common = { env: { account, region }, settings, lake, monitoring };
  const pairs = settings.replications.map((replication) => ({
    replication,
    source: new ReplicationSourceStack(app, { ...common, replication }),
  }));
  return {
    sources: pairs.map(({ source }) => source),
    outputs: pairs.flatMap(({ replication, source }) =>
      replication.outputs.map((output) => new ReplicationOutputStack(app, { ...common, replication, output, source })),
    ),
    destinations: addDestinations(app, settings),
  };
}

/** Roles that lakeferry can describe: of keys there is none, and a federation must say who issues its tokens. */
function addDestinations(app: App, settings: Settings): ReplicationDestinationStack[] {
  const placed = settings.replications
    .flatMap((replication) => replication.outputs.map((output) => ({ replication, output })))
    .filter(({ output }) => output.credentials.mode === 'role' || issuerOf(output) !== undefined);
  const outputs = placed.map(({ output }) => output);
  const first = new Map<string, ReplicationDestinationStack>();
  return placed.map(({ replication, output }) => {
    const { account, region } = output.destination;
    const issuer = issuerOf(output);
    const known = issuer === undefined ? undefined : first.get(account);
    const audiences = issuer === undefined || known !== undefined ? undefined : audiencesFor(account, outputs);
    const env = { account, region };
    const stack = new ReplicationDestinationStack(app, { env, settings, replication, output, audiences });
    if (known !== undefined) stack.addDependency(known, 'It makes the issuer of the tokens known.');
    else if (issuer !== undefined) first.set(account, stack);
    return stack;
  });
}

const issuerOf = ({ credentials }: Pick<OutputSettings, 'credentials'>): string | undefined =>
  credentials.mode === 'federation' ? credentials.issuer : undefined;

const audiencesFor = (account: string, outputs: readonly OutputSettings[]): string[] => [
  ...new Set(
    outputs.flatMap(({ destination, credentials }) =>
      destination.account === account && credentials.mode === 'federation' ? [credentials.audience] : [],
    ),
  ),
];
