import { QueryFailedError } from '../query-error';
import { dateFormat, escaped } from './date-format';
import { addUnits, relativeTime, stepsBetween, unitOf } from './date-steps';
import { injectedValues } from './injected-values';

/** A partition key whose values are told by the table's properties. */
export interface ProjectedColumn {
  readonly name: string;
  /** A regular expression that all its values match. */
  readonly pattern: string;
  /** Whether a text that matches is one of the values. */
  has(value: string): boolean;
}

export interface ProjectionContext {
  readonly now: number;
  /** The query, whose conditions an injected column needs. */
  readonly sql: string;
}

/** Properties of one column, without `projection.<column>.`. */
type Properties = Readonly<Record<string, string | undefined>>;

const KINDS: Readonly<
  Record<string, (name: string, properties: Properties, context: ProjectionContext) => ProjectedColumn>
> = { enum: enumColumn, integer: integerColumn, date: dateColumn, injected: injectedColumn };

/** Athena User Guide, "Supported types for partition projection". Throws QueryFailedError. */
export function projectedColumn(name: string, properties: Properties, context: ProjectionContext): ProjectedColumn {
  const kind = (properties.type ?? '').trim().toLowerCase();
  const column = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (column === undefined) throw invalid(name, `Unknown projection type: '${properties.type}'`);
  return column(name, properties, context);
}

function enumColumn(name: string, properties: Properties): ProjectedColumn {
  const values = required(name, properties, 'values').split(',');
  const longestFirst = [...values].sort((a, b) => b.length - a.length);
  return { name, pattern: longestFirst.map(escaped).join('|'), has: (value) => values.includes(value) };
}

function integerColumn(name: string, properties: Properties): ProjectedColumn {
  const [from, to] = rangeOf(name, properties).map((bound) => whole(name, bound, 'range', /^[+-]?\d+$/));
  const interval = whole(name, properties.interval ?? '1', 'interval', /^[1-9]\d*$/);
  const width = properties.digits === undefined ? 0 : Number(whole(name, properties.digits, 'digits', /^[1-9]\d*$/));
  const spelt = (value: bigint): string =>
    `${value < 0n ? '-' : ''}${String(value < 0n ? -value : value).padStart(width, '0')}`;
  return {
    name,
    pattern: '-?\\d+',
    has: (text) => {
      const value = BigInt(text);
      return value >= from! && value <= to! && (value - from!) % interval === 0n && spelt(value) === text;
    },
  };
}

function whole(name: string, text: string, property: string, form: RegExp): bigint {
  if (form.test(text.trim())) return BigInt(text.trim().replace('+', ''));
  throw invalid(name, `Property: '${property}' has the value '${text}', which is not a valid integer here`);
}

function dateColumn(name: string, properties: Properties, { now }: ProjectionContext): ProjectedColumn {
  const text = required(name, properties, 'format').trim();
  const format = dateFormat(text);
  if (format === undefined) throw invalid(name, `Property: 'format' has the unsupported pattern '${text}'`);
  const [from, to] = rangeOf(name, properties).map((bound) => {
    const time = relativeTime(bound, now) ?? format.parse(bound.trim());
    if (time !== undefined) return time;
    throw invalid(name, `Property: 'range' has the value '${bound}', which is neither NOW nor a date of '${text}'`);
  });
  const step = Number(whole(name, properties.interval ?? '1', 'interval', /^[1-9]\d*$/));
  const unit = unitOf(properties['interval.unit']?.trim() ?? defaultUnit(name, format.finest, properties));
  if (unit === undefined) throw invalid(name, `Property: 'interval.unit' has an unknown value`);
  const has = (value: string): boolean => {
    const time = format.parse(value);
    if (time === undefined) return false;
    const near = stepsBetween(from!, time, step, unit);
    // The first step counts too: it may lie within the day that the value names.
    return [0, near - 1, near, near + 1, near + 2].some((steps) => {
      const stepped = addUnits(from!, steps * step, unit);
      return steps >= 0 && stepped <= to! && format.format(stepped) === value;
    });
  };
  return { name, pattern: format.pattern, has };
}

/** Days and months need no unit; what is finer does. */
function defaultUnit(name: string, finest: string, { interval }: Properties): string {
  if (finest === 'd') return 'DAYS';
  if (finest === 'M' || (finest === 'y' && interval === undefined)) return finest === 'M' ? 'MONTHS' : 'YEARS';
  throw invalid(
    name,
    `Property: 'interval.unit' needs to be set when provided 'format' is less that single-day precision`,
  );
}

function injectedColumn(name: string, _properties: Properties, { sql }: ProjectionContext): ProjectedColumn {
  const values = injectedValues(name, sql);
  if (values.length > 0) return { name, pattern: values.map(escaped).join('|'), has: () => true };
  throw new QueryFailedError(
    `CONSTRAINT_VIOLATION: For the injected projected partition column ${name}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`,
  );
}

function rangeOf(name: string, properties: Properties): string[] {
  const bounds = required(name, properties, 'range').split(',');
  if (bounds.length !== 2) throw invalid(name, `Property: 'range' needs to be a list of 2 values`);
  return bounds;
}

function required(name: string, properties: Properties, property: string): string {
  const value = properties[property];
  if (value === undefined) throw invalid(name, `Missing required property: 'projection.${name}.${property}'`);
  return value;
}

const invalid = (name: string, why: string): QueryFailedError =>
  new QueryFailedError(`INVALID_TABLE_PROPERTY: Column projection for column '${name}' failed. ${why}`);
