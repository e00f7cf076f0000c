import { createHandler } from '../../functions/catalog/apply-governance/handler';
import type { Looked } from './look';
import { counted } from './plan-text';

/** How one database ended. */
export interface AppliedDatabase {
  readonly database: string;
  readonly changes?: number;
  readonly tables?: number;
  readonly toClassify?: number;
  /** Why it is not as the policy says. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** One database that fails does not keep the others from being governed. */
export async function applyDatabases({ effects, databases }: Looked): Promise<AppliedDatabase[]> {
  const apply = createHandler(effects);
  const applied: AppliedDatabase[] = [];
  for (const { database } of databases) {
    try {
      applied.push({ database, ...(await apply({ glueDatabase: database })) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      applied.push({ database, error: { name: error.name, message: error.message } });
    }
  }
  return applied;
}

export function appliedText(all: readonly AppliedDatabase[]): string {
  const changes = all.reduce((sum, applied) => sum + (applied.changes ?? 0), 0);
  const failed = all.filter(({ error }) => error !== undefined).length;
  const totals = `in all: ${counted(all.length, 'database')}, ${counted(changes, 'change')} made, ${failed} failed`;
  return [...all.map(databaseText), totals].join('\n');
}

const databaseText = ({ database, changes = 0, tables = 0, toClassify = 0, error }: AppliedDatabase): string =>
  error === undefined
    ? `${database}: ${counted(changes, 'change')}, ${counted(tables, 'table')} as promised${
        toClassify === 0 ? '' : `, ${counted(toClassify, 'column')} held back until classified`
      }`
    : `${database}: ${error.name}: ${error.message}`;
