import { awsFor, targetWords } from '../target';
import type { DatabaseOptions, Looked } from './look';

/** The commands that are printed: they go where the one that prints them went. */
export interface Commands {
  /** Makes one database as the policy says. */
  readonly apply: (database: string) => string;
  /** `aws` commands, joined by `&&`, for this lake. What takes more than commands is said in words, which stay. */
  readonly aws: (undo: string) => string;
  /** A message with the `aws` commands that it quotes. */
  readonly inText: (message: string) => string;
}

export function commandsFor(target: DatabaseOptions, { settings, standing }: Looked): Commands {
  const options = [...targetWords(target), ...(standing.isDeployed ? [] : ['--until-next-run'])];
  const { region } = settings.environment;
  const one = (command: string): string => awsFor(command, target, region);
  const aws = (undo: string): string =>
    undo.startsWith('aws ')
      ? undo
          .split(/ && (?=aws )/)
          .map(one)
          .join(' && ')
      : undo;
  return {
    apply: (database) => ['npx lakeferry governance apply --database', database, ...options].join(' '),
    aws,
    inText: (message) => message.replace(/`(aws [^`]+)`/g, (_, command: string) => `\`${aws(command)}\``),
  };
}
