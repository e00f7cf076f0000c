import { failedChild, nestedCause } from './nested-cause';

/**
 * How an error's message names several databases, each with its own trouble. A message is all that an execution keeps
 * of an error, so that what is written here is read here again.
 */

/** Name of the error. */
export const DATABASES_FAILED = 'DatabasesFailedError';

/** One database of a publication that could not be cataloged. */
export interface FailedDatabase {
  readonly glueDatabase: string;
  readonly error: string;
  /** May be cut. */
  readonly message: string;
  /** The execution that was to catalog it. Undefined: it could not be started, or there is no room for it. */
  readonly executionArn?: string;
}

/** Step Functions keeps 32,768 characters of a cause, and a function's cause has its message twice. */
const MOST_CHARS = 12_000;
/** Below this an ARN leaves no room for the message. */
const ROOM_FOR_ARN = 400;
const MOST_LINES = 100;
const SEPARATOR = '\n- ';

/** From the error and cause of the Task that ran the database's execution. */
export function failedDatabase(glueDatabase: string, error: string, cause: string): FailedDatabase {
  const executionArn = failedChild(cause);
  const inner = nestedCause(error, cause);
  const message = executionArn !== undefined && inner.message === cause ? endOf(cause) : inner.message;
  return { glueDatabase, error: inner.error || 'States.TaskFailed', message, executionArn };
}

/** An execution that was stopped or timed out has no cause of its own. */
const endOf = (cause: string): string => `Its execution ended ${(JSON.parse(cause) as { Status?: string }).Status}.`;

/** One line each. The more there are, the shorter is each; every one of the first hundred is named. */
export function describeFailedDatabases(failed: readonly FailedDatabase[]): string {
  const told = failed.slice(0, MOST_LINES);
  const room = Math.floor(MOST_CHARS / told.length);
  const left = failed.length - told.length;
  return (
    SEPARATOR + [...told.map((each) => line(each, room)), ...(left > 0 ? [`and ${left} more`] : [])].join(SEPARATOR)
  );
}

function line({ glueDatabase, error, message, executionArn }: FailedDatabase, room: number): string {
  const place = executionArn === undefined || room < ROOM_FOR_ARN ? '' : ` [${executionArn}]`;
  const name = `${glueDatabase}: ${error}: `;
  return name + cut(message.replace(/\s+/g, ' ').trim(), Math.max(room - name.length - place.length, 1)) + place;
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** What the message says of all of them together. */
export const withoutFailedDatabases = (message: string): string => message.split(SEPARATOR, 1).join('');

/** Those that the message of a `DatabasesFailedError` names. */
export const readFailedDatabases = (message: string): FailedDatabase[] =>
  message.split(SEPARATOR).flatMap((text) => {
    const [, glueDatabase, error, said = '', executionArn] =
      /^(\S+): (\S+): (.*?)(?: \[(arn:\S+)\])?$/s.exec(text) ?? [];
    return glueDatabase === undefined || error === undefined
      ? []
      : [{ glueDatabase, error, message: said, executionArn }];
  });
