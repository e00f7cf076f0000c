import type { Row } from './publishing-world';

/** What a partition must hold, by the book and with no regard to memory: one row each, in order. */
export function expectedRows(rows: readonly Row[], keys: readonly string[]): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const { ddb_sequence, ddb_event_id, ...rest } = withoutNulls(row);
    const identity = JSON.stringify(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)));
    const known = found.get(identity);
    if (known === undefined || byPreference(row, known) < 0) found.set(identity, row);
  }
  const by = (one: Row, other: Row): number => {
    for (const key of [...keys, 'ddb_version']) {
      const order = key === 'ddb_version' ? Number(one[key]) - Number(other[key]) : byBytes(one[key], other[key]);
      if (order !== 0) return order;
    }
    return bySequence(one, other);
  };
  return [...found.values()].sort(by).map(withoutNulls);
}

export const withoutNulls = (row: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Row;

const byBytes = (one: unknown, other: unknown): number =>
  Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));

/** Shorter ones are less. */
function bySequence(one: Row, other: Row): number {
  const [a, b] = [String(one.ddb_sequence ?? ''), String(other.ddb_sequence ?? '')];
  return a.length - b.length || byBytes(a, b);
}

/** A sequence before none, the least before others, and then the least event id. */
function byPreference(one: Row, other: Row): number {
  if ((one.ddb_sequence === null) !== (other.ddb_sequence === null)) return one.ddb_sequence === null ? 1 : -1;
  return bySequence(one, other) || byBytes(one.ddb_event_id ?? 'z', other.ddb_event_id ?? 'z');
}
