import type { Settings } from '../core/config/types';
import { localCredentials } from './target';

/** What the terminal of `lakeferry local` says at its start. */
export function welcome(
  url: string,
  speed: number,
  sources: readonly string[],
  { dynamodb, replications, environment }: Pick<Settings, 'dynamodb' | 'replications' | 'environment'>,
): string {
  const commands: readonly (readonly [command: string, what: string])[] = [
    ...(sources.length === 0
      ? []
      : [[`npx lakeferry snapshot ${sources[0]}`, 'emits the snapshot events; the pipeline starts'] as const]),
    ['npx lakeferry runs --local', 'watch it'],
    // only what snapshots bring is crawled
    ...(sources.length === 0 ? [] : [["npx lakeferry fault crawl-failed '*'", 'the next crawl fails'] as const]),
    ['npx lakeferry redrive --local <execution>', 'continue what failed'],
    ...(replications.length === 0
      ? []
      : [['npx lakeferry replication report --local --compare', 'compare both sides of each output'] as const]),
    ...dynamodb
      .filter(({ tables = [] }) => tables.length > 0)
      .slice(0, 1)
      .map(({ name }) => [`npx lakeferry dynamodb load ${name} --local`, 'export its tables into the lake'] as const),
  ];
  const width = Math.max(...commands.map(([command]) => command.length));
  const given = Object.entries({ Sources: sources, Replications: namesOf(replications), DynamoDB: namesOf(dynamodb) })
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what}: ${names.join(', ')}`);
  const lines = commands.map(([command, what]) => `  ${command.padEnd(width)}  # ${what}`);
  return `
The local runtime answers at ${url}; an hour passes in ${Math.round(3600 / speed)} s. Ctrl-C stops it, .lakeferry keeps everything.

Try in another terminal:
${lines.join('\n')}
  ${awsCommand(url, environment.region)}
${given.join('\n')}
`;
}

const namesOf = (entries: readonly { readonly name: string }[]): string[] => entries.map(({ name }) => name);

export const awsCommand = (url: string, region: string): string =>
  `${localCredentials(url, region)} aws stepfunctions list-state-machines`;
