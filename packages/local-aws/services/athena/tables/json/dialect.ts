import type { SerDeInfo } from '@aws-sdk/client-glue';

/** How a SerDe reads JSON, as its properties have it. */
export interface JsonDialect {
  readonly serde: 'openx' | 'hive';
  /** Two with the same read a file alike. */
  readonly id: string;
  /** The column that a member's name stands for. */
  columnOf(name: string): string;
  /** A line that is no JSON object is a row of NULLs, instead of an error. */
  readonly ignoresMalformed: boolean;
  /** A value that does not fit its column is NULL, instead of an error. */
  readonly nullsInvalid: boolean;
}

/** Athena User Guide, "OpenX JSON SerDe" and "Hive JSON SerDe", by class. */
const SERDES: Readonly<Record<string, JsonDialect['serde']>> = {
  'org.openx.data.jsonserde.JsonSerDe': 'openx',
  'org.apache.hive.hcatalog.data.JsonSerDe': 'hive',
  'org.apache.hadoop.hive.serde2.JsonSerDe': 'hive',
};

/** Undefined: not a SerDe of JSON. */
export function jsonDialect({ SerializationLibrary = '', Parameters }: SerDeInfo): JsonDialect | undefined {
  const serde = Object.hasOwn(SERDES, SerializationLibrary) ? SERDES[SerializationLibrary] : undefined;
  if (serde === undefined) return undefined;
  const id = JSON.stringify([serde, Parameters]);
  const columnOf = (name: string): string => name.toLowerCase();
  if (serde === 'hive') return { serde, id, columnOf, ignoresMalformed: false, nullsInvalid: false };
  const properties = Object.fromEntries(Object.entries(Parameters ?? {}).map(([k, v]) => [k.toLowerCase(), v]));
  const isOn = (property: string, byDefault = false): boolean =>
    (properties[property] ?? String(byDefault)).trim().toLowerCase() === 'true';
  return {
    serde,
    id,
    columnOf: openxColumn(properties, isOn('case.insensitive', true), isOn('dots.in.keys')),
    ignoresMalformed: isOn('ignore.malformed.json'),
    nullsInvalid: isOn('use.null.for.invalid.data'),
  };
}

const MAPPING = 'mapping.';

/** `mapping.<column>` names the member that a column is read from. */
function openxColumn(
  properties: Readonly<Record<string, string>>,
  isCaseInsensitive: boolean,
  hasDots: boolean,
): (name: string) => string {
  const folded = (name: string): string => (isCaseInsensitive ? name.toLowerCase() : name);
  const mapped = Object.entries(properties).filter(([property]) => property.startsWith(MAPPING));
  const columns = new Map(mapped.map(([property, name]) => [folded(name), property.slice(MAPPING.length)]));
  return (name) => columns.get(folded(name)) ?? (hasDots ? folded(name).replaceAll('.', '_') : folded(name));
}
