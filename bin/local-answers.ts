import { readFileSync } from 'node:fs';
import { type Answers, answersOf } from '../packages/local-aws/answers';

/** What `lakeferry probe` wrote, as far as the local runtime reads it. */
interface ProbeAnswers {
  readonly account?: string;
  readonly region?: string;
  readonly answers?: Partial<Answers>;
  readonly unforeseen?: Readonly<Record<string, string>>;
}

export interface LocalAnswers {
  readonly answers: Answers;
  /** What a person should know of them. */
  readonly notice: string;
}

/**
 * The answers of an account, from the file that `lakeferry probe` wrote. Throws for a file that is not there or not
 * such a document, and for an answer that the local services cannot give.
 */
export function localAnswers(file: string): LocalAnswers {
  const { account = 'unknown', region = 'an unknown Region', answers, unforeseen = {} } = readDocument(file);
  if (answers === undefined)
    throw new Error(`${file} has no field 'answers'. Write it with 'npx lakeferry probe --out ${file}'.`);
  return { answers: checked(file, answers), notice: noticeOf(`${account} in ${region}`, Object.keys(unforeseen)) };
}

function readDocument(file: string): ProbeAnswers {
  try {
    const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof document === 'object' && document !== null ? document : {};
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--answers is '${file}', which cannot be read: ${reason}`, { cause });
  }
}

function checked(file: string, answers: Partial<Answers>): Answers {
  try {
    return answersOf(answers);
  } catch (cause) {
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
}

const noticeOf = (place: string, unforeseen: readonly string[]): string =>
  `Lake Formation answers open questions as account ${place} did.${
    unforeseen.length === 0 ? '' : ` It cannot for ${unforeseen.join(', ')}, and gives its default there.`
  }`;
