import { type Page, pageOf } from '../page';
import { invalidParameter } from './errors';

export interface ListInput {
  readonly MaxRecords?: number;
  readonly Marker?: string;
}

const FEWEST_RECORDS = 20;
const MOST_RECORDS = 100;

/** Cuts a list as every Describe operation of RDS does: 20 to 100 entries, 100 unless asked. */
export function recordsPage<T>(items: readonly T[], { MaxRecords = MOST_RECORDS, Marker }: ListInput): Page<T> {
  if (!Number.isInteger(MaxRecords) || MaxRecords < FEWEST_RECORDS || MaxRecords > MOST_RECORDS) {
    throw invalidParameter(
      `Invalid value ${MaxRecords} for MaxRecords. Must be between ${FEWEST_RECORDS} and ${MOST_RECORDS}`,
    );
  }
  return pageOf(items, Marker, MaxRecords, 'InvalidParameterValue');
}

export interface Filter {
  readonly Name?: string;
  readonly Values?: readonly string[];
}

/**
 * Keeps what matches every filter: any of its values, compared as they are written. `fields` says which filters there
 * are and what they compare with; another name is refused.
 */
export function filtered<T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  fields: Readonly<Record<string, (item: T) => readonly string[]>>,
): T[] {
  let kept = [...items];
  for (const { Name = '', Values = [] } of filters ?? []) {
    const field = Object.hasOwn(fields, Name) ? fields[Name] : undefined;
    if (field === undefined) throw invalidParameter(`Unrecognized filter name: ${Name}`);
    if (Values.length === 0) throw invalidParameter(`The filter ${Name} has no values`);
    kept = kept.filter((item) => field(item).some((value) => Values.includes(value)));
  }
  return kept;
}
