/** What RDS says of one table in `export_tables_info_*.json`. */
export interface TableInfo {
  /** `database.schema.table`, or a whole database. */
  readonly target: string;
  /** `COMPLETE`, or why not. */
  readonly status?: string;
  readonly warning?: string;
  /** In the source's order. `undefined`: RDS does not tell. */
  readonly columns?: readonly ExportedColumn[];
}

/** A column as `originalTypeMappings` has it. */
export interface ExportedColumn {
  /** As in the source. */
  readonly name: string;
}

/**
 * The entries of one `export_tables_info_*.json`. The format is not documented, so whatever is not understood is passed
 * over: an entry without a target says nothing about a table. Throws SyntaxError when the text is no JSON.
 */
export function readTablesInfo(text: string): TableInfo[] {
  const entries = member(JSON.parse(text), 'perTableStatus');
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry) => {
    const target = textOf(entry, 'target');
    if (target === undefined) return [];
    return [
      { target, status: textOf(entry, 'status'), warning: textOf(entry, 'warningMessage'), columns: columnsOf(entry) },
    ];
  });
}

function columnsOf(entry: unknown): ExportedColumn[] | undefined {
  const mappings = member(member(entry, 'schemaMetadata'), 'originalTypeMappings');
  if (!Array.isArray(mappings)) return undefined;
  return mappings.flatMap((mapping) => {
    const name = textOf(mapping, 'columnName');
    return name === undefined ? [] : [{ name }];
  });
}

/** A table or object that RDS left out, in its own word for why. */
export interface ExportWarning {
  /** `undefined`: of the export as a whole. */
  readonly target?: string;
  readonly reason: string;
}

/**
 * DescribeExportTasks' WarningMessage: `{"skippedTables":[…],"skippedObjectives":[…],"general":[{"reason":"…"}]}`. Only
 * `general` has been seen filled; entries may be texts or objects. What is no JSON is one warning by itself.
 */
export function parseWarningMessage(text: string | undefined): ExportWarning[] {
  if (text === undefined || text.trim() === '') return [];
  const message = parsed(text);
  if (message === undefined) return [{ reason: text }];
  const entries = (name: string): unknown[] => {
    const list = member(message, name);
    return Array.isArray(list) ? list : [];
  };
  return [
    ...[...entries('skippedTables'), ...entries('skippedObjectives')].map(skipped),
    ...entries('general').map((entry) => ({ reason: textOf(entry, 'reason') ?? asText(entry) })),
  ];
}

const TARGET_MEMBERS = ['target', 'tableName', 'table', 'name', 'object'];

function skipped(entry: unknown): ExportWarning {
  if (typeof entry === 'string') return { target: entry, reason: 'SKIPPED' };
  const target = TARGET_MEMBERS.map((name) => textOf(entry, name)).find((value) => value !== undefined);
  return { target, reason: textOf(entry, 'reason') ?? (target === undefined ? asText(entry) : 'SKIPPED') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

function textOf(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
