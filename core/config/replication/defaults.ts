import { type Names, namesOf } from '../../deployed-names';
import type { EnvironmentConfig } from '../environment/types';
import { partitionOf } from '../region';
import type {
  CredentialsConfig,
  OutputConfig,
  OutputSettings,
  ReplicationConfig,
  ReplicationSettings,
  ReplicationsConfig,
  ReplicationsSettings,
} from './types';

/** The audience that AWS documents for AssumeRoleWithWebIdentity. */
const AUDIENCE = 'sts.amazonaws.com';

export const replicationDefaults = ({
  environment,
  replications = [],
}: ReplicationsConfig & { readonly environment: EnvironmentConfig }): ReplicationsSettings => {
  const names = namesOf(environment);
  return { replications: replications.map((each) => replicationWithDefaults(each, names)) };
};

const replicationWithDefaults = (replication: ReplicationConfig, names: Names): ReplicationSettings => {
  const { source, outputs } = replication;
  return {
    ...replication,
    source: {
      ...source,
      prefix: source.prefix ?? '',
      events: source.events ?? (source.bucket === undefined ? 'eventbridge' : 'notifications'),
    },
    outputs: outputs.map((output) => outputWithDefaults(output, names)),
  };
};

const outputWithDefaults = ({ convert, ...output }: OutputConfig, names: Names): OutputSettings => ({
  ...output,
  destination: {
    ...output.destination,
    prefix: output.destination.prefix ?? '',
    partition: partitionOf(output.destination.region),
  },
  credentials: credentialsWithDefaults(output, names),
  copy: output.copy ?? 'streamed',
  consistency: output.consistency ?? 'pinned',
  deletes: output.deletes ?? 'none',
  ignore: output.ignore ?? [],
  ...(convert === undefined ? {} : { convert: { parquet: convert.parquet, lineEnds: convert.lineEnds ?? 'lf' } }),
  storageClasses: output.storageClasses ?? {},
  network: output.network ?? 'none',
  backfill: output.backfill ?? 'rate(1 hour)',
  maxConcurrency: output.maxConcurrency ?? 10,
  maxLagMinutes: output.maxLagMinutes ?? 60,
});

function credentialsWithDefaults({ name, credentials }: OutputConfig, names: Names): OutputSettings['credentials'] {
  const roleName = (written: CredentialsConfig & { readonly roleName?: string }) =>
    written.roleName ?? pivotRoleName(names, name);
  if (credentials.mode === 'role') return { ...credentials, roleName: roleName(credentials) };
  if (credentials.mode === 'keys') return credentials;
  return { ...credentials, roleName: roleName(credentials), audience: credentials.audience ?? AUDIENCE };
}

/** The role that the destination stack makes for an output. At most 15 + 12 + 20 + 9 + 6 of 64 characters. */
export const pivotRoleName = (names: Names, output: string): string => names.deployed(`replication-pivot-${output}`);
