import { plain } from '../missing-table';
import { QueryFailedError } from '../query-error';

/** A statement about a view, or all of a database. `database` undefined: that of the query. */
export type ViewStatement = {
  readonly name: string;
  readonly database?: string;
} & (
  | { readonly kind: 'create'; readonly replaces: boolean; readonly query: string }
  | { readonly kind: 'drop'; readonly ifExists: boolean }
  | { readonly kind: 'show' }
  | { readonly kind: 'list' }
);

const PART = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const NAME = String.raw`(${PART}(?:\s*\.\s*${PART}){0,2})`;
const CREATE = new RegExp(String.raw`^CREATE\s+(OR\s+REPLACE\s+)?VIEW\s+${NAME}\s+AS\b([\s\S]+)$`, 'iu');
const DROP = new RegExp(String.raw`^DROP\s+VIEW\s+(IF\s+EXISTS\s+)?${NAME}$`, 'iu');
const SHOW = new RegExp(String.raw`^SHOW\s+CREATE\s+VIEW\s+${NAME}$`, 'iu');
const LIST = new RegExp(String.raw`^SHOW\s+VIEWS(?:\s+(?:IN|FROM)\s+(${PART}))?$`, 'iu');
const ABOUT_VIEWS =
  /^(?:CREATE\s+(?:[A-Z]+\s+){0,6}VIEW|DROP\s+VIEW|ALTER\s+VIEW|SHOW\s+CREATE\s+VIEW|SHOW\s+VIEWS)\b/i;

/** Undefined for a statement about something else. Throws QueryFailedError for one that is not served. */
export function viewStatement(sql: string): ViewStatement | undefined {
  const text = sql.replace(/^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, '').replace(/[;\s]+$/, '');
  const [, replaces, created, query = ''] = CREATE.exec(text) ?? [];
  if (created !== undefined)
    return { ...address(created), kind: 'create', replaces: replaces !== undefined, query: query.trim() };
  const [, ifExists, dropped] = DROP.exec(text) ?? [];
  if (dropped !== undefined) return { ...address(dropped), kind: 'drop', ifExists: ifExists !== undefined };
  const [, shown] = SHOW.exec(text) ?? [];
  if (shown !== undefined) return { ...address(shown), kind: 'show' };
  const listed = LIST.exec(text);
  if (listed !== null) return { name: '', kind: 'list', ...(listed[1] && { database: plain(listed[1]) }) };
  if (!ABOUT_VIEWS.test(text)) return undefined;
  throw new QueryFailedError(
    'NOT_SUPPORTED: The local runtime takes CREATE [OR REPLACE] VIEW name AS query, DROP VIEW [IF EXISTS] name, SHOW CREATE VIEW name and SHOW VIEWS [IN database].',
  );
}

function address(path: string): { readonly name: string; readonly database?: string } {
  const parts = [...path.matchAll(new RegExp(PART, 'gu'))].map(([part]) => plain(part));
  const [name = '', database, catalog = 'awsdatacatalog'] = parts.reverse();
  if (catalog === 'awsdatacatalog') return database === undefined ? { name } : { name, database };
  throw new QueryFailedError(`CATALOG_NOT_FOUND: Catalog '${catalog}' not found`);
}
