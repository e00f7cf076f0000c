import type { CatalogTable } from '../../glue';
import { QueryFailedError } from '../query-error';

/** A view as Athena keeps it, in the ViewOriginalText of its table. */
export interface ViewDefinition {
  readonly originalSql: string;
  readonly catalog?: string;
  /** The database of names without one. */
  readonly schema: string;
  readonly columns: readonly ViewColumn[];
}

/** `type` is Athena's: `varchar`, `decimal(10,2)`. */
export interface ViewColumn {
  readonly name: string;
  readonly type: string;
}

const PREFIX = '/* Presto View: ';
const SUFFIX = ' */';
export const EXPANDED_TEXT = '/* Presto View */';

export const isView = ({ input }: CatalogTable): boolean => input.TableType === 'VIRTUAL_VIEW';

export const encodeView = (definition: ViewDefinition): string =>
  `${PREFIX}${Buffer.from(JSON.stringify(definition)).toString('base64')}${SUFFIX}`;

/** Throws QueryFailedError for a view that Athena did not make, or could not have made. */
export function decodeView({ databaseName, name, input }: CatalogTable): ViewDefinition {
  const { ViewOriginalText: text = '', Parameters } = input;
  if (Parameters?.presto_view !== 'true')
    throw new QueryFailedError(`NOT_SUPPORTED: Hive views are not supported: ${databaseName}.${name}`);
  if (!text.startsWith(PREFIX)) throw new QueryFailedError(`HIVE_INVALID_VIEW_DATA: View data missing prefix: ${text}`);
  if (!text.endsWith(SUFFIX)) throw new QueryFailedError(`HIVE_INVALID_VIEW_DATA: View data missing suffix: ${text}`);
  const definition = parsed(Buffer.from(text.slice(PREFIX.length, -SUFFIX.length), 'base64').toString());
  if (isDefinition(definition)) return { ...definition, schema: definition.schema.toLowerCase() };
  throw new QueryFailedError(`HIVE_INVALID_VIEW_DATA: Invalid view JSON of ${databaseName}.${name}`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isDefinition(value: unknown): value is ViewDefinition {
  const { originalSql, schema, columns } = (value ?? {}) as Partial<Record<keyof ViewDefinition, unknown>>;
  return (
    typeof originalSql === 'string' &&
    typeof schema === 'string' &&
    Array.isArray(columns) &&
    columns.length > 0 &&
    columns.every(({ name, type }) => typeof name === 'string' && typeof type === 'string')
  );
}
