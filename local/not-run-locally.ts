import type { Settings } from '../core/config/types';

/** The configuration asks for something that has no local deployment. */
export class NotRunLocallyError extends Error {
  override readonly name = 'NotRunLocallyError';
  constructor(field: string, value: string, fix: string) {
    super(`${field}: ${value} is not run by the local runtime: ${fix}`);
  }
}

/** Nothing is left out without a word: whoever wants the rest runs another configuration. */
export function refuseNotRunLocally({ landing: { replicateTo } }: Pick<Settings, 'landing'>): void {
  if (replicateTo === undefined) return;
  const fix =
    'the local S3 copies nothing to another Region. Give a configuration without it (npm run local -- --config <file>). ' +
    'npx cdk synth checks it and makes its stacks.';
  throw new NotRunLocallyError('landing.replicateTo', `'${replicateTo.bucket}'`, fix);
}
