import { createHandler } from '../../functions/catalog/apply-governance/handler';
import { counted } from '../counted';
import type { Commands } from './commands';
import type { Looked } from './look';

/** How one database ended. */
export interface AppliedDatabase {
  readonly database: string;
  /** Also those made before an error. */
  readonly changes: number;
  readonly tables?: number;
  readonly toClassify?: number;
  /** Why a table that is shared whole cannot be read. */
  readonly notReadable?: string;
  /** Why it is not as the policy says. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** One database that fails does not keep the others from being governed. */
export async function applyDatabases(
  { effects, databases }: Looked,
  { inText }: Pick<Commands, 'inText'>,
): Promise<AppliedDatabase[]> {
  const made = new Map<string, number>();
  const onApplied = (database: string, changes: number): unknown =>
    made.set(database, (made.get(database) ?? 0) + changes);
  const apply = createHandler({ ...effects, onApplied });
  const applied: Omit<AppliedDatabase, 'changes'>[] = [];
  for (const { database } of databases) {
    try {
      applied.push({ database, ...(await apply({ glueDatabase: database })) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      applied.push({ database, error: { name: error.name, message: byHand(inText(error.message)) } });
    }
  }
  // a call also takes back what databases have that were taken out of the configuration
  return applied.map((each) => ({ ...each, changes: made.get(each.database) ?? 0 }));
}

/** The words are those of a run; here no execution is to be redriven. */
const byHand = (message: string): string =>
  message.replace(/\bredrive(?: this execution)?\b/g, 'run this command again');

export function appliedText(all: readonly AppliedDatabase[]): string {
  const changes = all.reduce((sum, applied) => sum + applied.changes, 0);
  const failed = all.filter(({ error }) => error !== undefined).length;
  const totals = `in all: ${counted(all.length, 'database')}, ${counted(changes, 'change')} made, ${failed} failed`;
  return [...all.map(databaseText), totals].join('\n');
}

const databaseText = ({
  database,
  changes,
  tables = 0,
  toClassify = 0,
  notReadable,
  error,
}: AppliedDatabase): string =>
  error === undefined
    ? `${database}: ${counted(changes, 'change')}, ${counted(tables, 'table')} as promised${
        toClassify === 0 ? '' : `, ${counted(toClassify, 'column')} held back until classified`
      }${notReadable === undefined ? '' : `\n  not readable: ${notReadable}`}`
    : `${database}: ${changes === 0 ? '' : `${counted(changes, 'change')}, then `}${error.name}: ${error.message}`;
