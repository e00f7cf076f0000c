/** A column of a generated table: its type in PostgreSQL, and what DuckDB makes of the number `i` of the row. */
export interface GeneratedColumn {
  readonly type: string;
  readonly value: string;
}

const LITERAL = String.raw`(?:(?:date|timestamp)\s*'[^']*'|'(?:[^']|'')*'|-?\d+(?:\.\d+)?\b|true\b|false\b)`;
const DAY = 'INTERVAL 1 DAY';

/**
 * Values for a column that row predicates may name, so that each predicate shows some rows and hides others: what it
 * compares the column with, and values beside it. Without a comparison the column is text.
 */
export function generatedColumn(name: string, predicates: readonly string[]): GeneratedColumn {
  const literals = [...new Set(predicates.flatMap((rows) => comparedWith(name, rows)))];
  const [first] = literals;
  if (first === undefined) {
    return predicates.some((rows) => isCondition(name, rows))
      ? { type: 'boolean', value: chosen(name, ['true', 'false']) }
      : { type: 'text', value: `'${name.replaceAll("'", "''")} ' || i` };
  }
  if (/^(true|false)$/i.test(first)) return { type: 'boolean', value: chosen(name, ['true', 'false']) };
  if (/^timestamp/i.test(first)) return { type: 'timestamp', value: chosen(name, literals.flatMap(daysAround)) };
  if (/^date/i.test(first)) return { type: 'date', value: `(${chosen(name, literals.flatMap(daysAround))})::DATE` };
  if (first.startsWith("'")) return { type: 'text', value: chosen(name, [...literals, "'other'"]) };
  const numbers = literals.flatMap((n) => [`${n} - 1`, n, `${n} + 1`]);
  return { type: literals.some((n) => n.includes('.')) ? 'double precision' : 'bigint', value: chosen(name, numbers) };
}

const daysAround = (moment: string): string[] => [`${moment} - ${DAY}`, moment, `${moment} + ${DAY}`];

/** One of the values by the number of the row, independent of other columns. */
const chosen = (name: string, values: readonly string[]): string =>
  `CASE hash('${name.replaceAll("'", "''")} ' || i) % ${values.length} ${values.map((value, at) => `WHEN ${at} THEN ${value}`).join(' ')} END`;

/** The literals that a predicate compares the column with. */
function comparedWith(name: string, rows: string): string[] {
  const column = columnPattern(name);
  const operands = [
    new RegExp(`${column}\\s*(?:=|<>|!=|<=|>=|<|>|(?:not\\s+)?like\\b)\\s*(${LITERAL})`, 'gi'),
    new RegExp(`${column}\\s+(?:not\\s+)?in\\s*\\(([^)]*)\\)`, 'gi'),
    new RegExp(`${column}\\s+(?:not\\s+)?between\\s+(${LITERAL}\\s+and\\s+${LITERAL})`, 'gi'),
  ];
  return operands
    .flatMap((pattern) => [...rows.matchAll(pattern)])
    .flatMap(([, found = '']) => found.match(new RegExp(LITERAL, 'gi')) ?? []);
}

/** The column stands as a condition of its own: `newsletter`, `not newsletter`. */
const isCondition = (name: string, rows: string): boolean =>
  new RegExp(
    `(?:^|\\b(?:and|or|not)\\s|(?<!\\w)\\()\\s*${columnPattern(name)}\\s*(?:$|\\)|\\band\\b|\\bor\\b)`,
    'i',
  ).test(rows.trim());

const columnPattern = (name: string): string => {
  const text = name.replace(/[$()*+.?[\\\]^{|}-]/g, '\\$&');
  return `(?:"${text}"|(?<![\\w"$])${text}(?![\\w"$]))`;
};
