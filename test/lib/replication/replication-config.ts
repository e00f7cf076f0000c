import { replicationDefaults } from '../../../core/config/replication/defaults';
import type { OutputConfig, ReplicationSourceConfig } from '../../../core/config/replication/types';
import { demoSettings, type Synthesized, synthesize } from '../synthesized';

const OUTPUT: OutputConfig = {
  name: 'partner',
  destination: { bucket: 'partner-in', prefix: 'in/', account: '333333333333', region: 'eu-central-1' },
  credentials: { mode: 'role', externalId: 'agreed' },
};

/** The stacks of one replication whose outputs differ from a plain one as given. */
export function withOutputs(
  source: ReplicationSourceConfig,
  ...changes: readonly Partial<OutputConfig>[]
): Synthesized {
  const settings = demoSettings('eu-west-1');
  const environment = { ...settings.environment, account: '111111111111' };
  const outputs = changes.map((change) => ({ ...OUTPUT, ...change }));
  const replications = [{ name: 'files', source, outputs }];
  return synthesize({ ...settings, environment, ...replicationDefaults({ environment, replications }) });
}

/** In China, by a token. */
export const inChina = (name: string, more: Partial<OutputConfig> = {}): Partial<OutputConfig> => ({
  name,
  destination: { bucket: `${name}-in`, account: '444444444444', region: 'cn-north-1' },
  credentials: { mode: 'federation', issuer: 'https://abc.tokens.sts.global.api.aws', audience: `to-${name}` },
  ...more,
});
