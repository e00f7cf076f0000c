import type { Settings } from '../core/config/types';

/** The configuration asks for something that has no local deployment yet. */
export class NotRunLocallyError extends Error {
  override readonly name = 'NotRunLocallyError';
  constructor(field: string, value: string, fix: string) {
    super(`${field}: ${value} is not run by the local runtime yet: ${fix}`);
  }
}

/** Nothing is left out without a word: whoever wants the rest runs another configuration. */
export function refuseNotRunLocally({ dynamodb }: Pick<Settings, 'dynamodb'>): void {
  const [first] = dynamodb;
  if (first === undefined) return;
  const fix =
    'give a configuration without `dynamodb` (npm run local -- --config <file>). ' +
    'npx cdk synth checks it and makes its stacks.';
  throw new NotRunLocallyError('dynamodb[0].name', `'${first.name}'`, fix);
}
