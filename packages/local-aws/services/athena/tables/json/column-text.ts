import type { JsonDialect } from './dialect';
import type { JsonValue } from './scan-object';

/** The value does not fit the column. */
export const INVALID = Symbol('invalid');

type Read = (value: JsonValue, serde: JsonDialect['serde']) => string | typeof INVALID;

/** Reads values into a column of a Hive type, as text that DuckDB casts exactly; undefined: the type is not served. */
export function textReader(hiveType: string): Read | undefined {
  const [, base = '', length] = /^([a-z]+)(?:\((\d+)(?:,\s*\d+)?\))?$/.exec(hiveType.trim().toLowerCase()) ?? [];
  if (base === 'varchar' || base === 'char') {
    return (value, serde) => {
      const text = asString(value, serde);
      return text === INVALID || length === undefined ? text : [...text].slice(0, Number(length)).join('');
    };
  }
  return Object.hasOwn(READERS, base) ? READERS[base] : undefined;
}

/** Athena's OpenX reader gives the JSON of what is nested; Hive's takes no such value for a column of a simple type. */
const asString: Read = ({ kind, text }, serde) => (kind === 'nested' && serde === 'hive' ? INVALID : text);

/** OpenX reads a number from a string too. */
const whole =
  (bits: bigint): Read =>
  ({ kind, text }, serde) => {
    if (kind !== 'number' && !(serde === 'openx' && kind === 'string')) return INVALID;
    if (!/^[+-]?\d{1,30}$/.test(text)) return INVALID;
    const number = BigInt(text.replace('+', ''));
    const limit = 1n << (bits - 1n);
    return number >= -limit && number < limit ? number.toString() : INVALID;
  };

const NUMERIC = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const decimal: Read = ({ kind, text }) =>
  (kind === 'number' || kind === 'string') && NUMERIC.test(text) ? text : INVALID;

const floating: Read = (value, serde) =>
  serde === 'hive' && value.kind === 'string' ? INVALID : decimal(value, serde);

/** Whatever is not `true` is false, as for both SerDes. */
const boolean: Read = ({ kind, text }) => (kind === 'nested' ? INVALID : String(text.toLowerCase() === 'true'));

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?$/;

/** JSON has null for a day that no calendar has, or another day. */
const isDate = (text: string): boolean =>
  DATE.test(text) && JSON.stringify(new Date(`${text}T00:00:00Z`)).startsWith(`"${text}`);

const date: Read = ({ kind, text }) => (kind === 'string' && isDate(text) ? text : INVALID);

/** OpenX also reads ISO 8601 with `Z`. */
const timestamp: Read = ({ kind, text }, serde) => {
  const spelt = serde === 'openx' ? text.replace(/^(\d{4}-\d{2}-\d{2})T(.*)Z$/, '$1 $2') : text;
  const day = TIMESTAMP.exec(spelt)?.[1];
  return kind === 'string' && day !== undefined && isDate(day) ? spelt : INVALID;
};

const READERS: Readonly<Record<string, Read>> = {
  string: asString,
  tinyint: whole(8n),
  smallint: whole(16n),
  int: whole(32n),
  integer: whole(32n),
  bigint: whole(64n),
  decimal,
  float: floating,
  double: floating,
  boolean,
  date,
  timestamp,
};
