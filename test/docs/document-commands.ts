import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `run`: a test runs it. `account`: needs an AWS account. `long`: takes minutes; the gate or a person runs it. */
export type Need = 'run' | 'account' | 'long';

export interface DocumentCommand {
  /** The document and the line: `README.md:12`. */
  readonly at: string;
  readonly command: string;
  readonly need: Need;
}

const ROOT = join(__dirname, '..', '..');

/** The documents for users and contributors, from the root. Decisions (`docs/adr`) tell of the past. */
export const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'bench/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

export const read = (document: string): string => readFileSync(join(ROOT, document), 'utf8');

const PROGRAM = /^(?:[A-Z_]+=\S+ )*(?:npx|npm|aws|node|git|bash) /;
const FENCE = /^\s*```(.*)$/;
const NEEDS: Readonly<Record<string, Need>> = { sh: 'run', 'sh account': 'account', 'sh long': 'long' };

interface Walked {
  readonly commands: DocumentCommand[];
  /** Places of commands that stand in no block for commands. */
  readonly unmarked: string[];
}

/** Every command of a document. Blocks for commands are fenced as `sh`, `sh account` or `sh long`. */
export function commandsIn(document: string): Walked {
  const walked: Walked = { commands: [], unmarked: [] };
  let fence: string | undefined;
  let open = '';
  for (const [i, line] of read(document).split('\n').entries()) {
    const at = `${document}:${i + 1}`;
    const opened = FENCE.exec(line)?.[1];
    if (opened !== undefined) {
      fence = fence === undefined ? opened.trim() : undefined;
      continue;
    }
    const need = fence === undefined ? undefined : NEEDS[fence];
    const text = line.trim();
    if (need === undefined) {
      if (PROGRAM.test(text) && (fence !== undefined || /^ {4}/.test(line))) walked.unmarked.push(at);
      continue;
    }
    open = open === '' ? text : `${open} ${text}`;
    if (open.endsWith('\\')) open = open.slice(0, -1).trim();
    else if (!hasOpenQuote(open) && !open.endsWith('|')) {
      const command = withoutComment(open);
      if (command !== '') walked.commands.push({ at, command, need });
      open = '';
    }
  }
  return walked;
}

/** Commands within a sentence, in backquotes. */
export const inlineCommands = (document: string): string[] =>
  read(document)
    .split('\n')
    .filter((line) => !/^ {4}/.test(line))
    .flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code!))
    .filter((code) => /^(?:npx (?:lakeferry|cdk)|npm run) /.test(code));

const hasOpenQuote = (text: string): boolean => (text.replaceAll("\\'", '').match(/'/g) ?? []).length % 2 === 1;

const withoutComment = (text: string): string => text.replace(/(?:^|\s+)#(?=\s).*$/, '').trim();
