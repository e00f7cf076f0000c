import type { OutputSettings, ReplicationSettings } from '../../../core/config/replication/types';
import { ENV, requiredEnv } from '../../shared/env';
import { bundledSettings } from '../../shared/settings';

/** The settings of this function do not have the output that its environment names. */
export class UnknownOutputError extends Error {
  override readonly name = 'UnknownOutputError';
  constructor(output: string) {
    super(`The configuration of this function has no output '${output}'. Deploy again.`);
  }
}

/** The output that the environment of this function names, and the replication that it is of. */
export function deployedOutput(): { readonly replication: ReplicationSettings; readonly output: OutputSettings } {
  const name = requiredEnv(ENV.output);
  const { replications } = bundledSettings('replications');
  for (const replication of replications) {
    const output = replication.outputs.find((each) => each.name === name);
    if (output !== undefined) return { replication, output };
  }
  throw new UnknownOutputError(name);
}
