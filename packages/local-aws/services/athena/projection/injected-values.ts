import { escaped } from './date-format';

const LITERAL = String.raw`(?:'(?:[^']|'')*'|-?\d+)`;

/** The values that a query asks for by `column = 'value'` and `column IN ('value', …)`, once each. */
export function injectedValues(column: string, sql: string): string[] {
  const name = `(?:"${escaped(column)}"|(?<![\\w"])${escaped(column)}(?![\\w"]))`;
  const equalities = new RegExp(
    `${name}\\s*(?:=\\s*(${LITERAL})|IN\\s*\\(\\s*(${LITERAL}(?:\\s*,\\s*${LITERAL})*)\\s*\\))`,
    'gi',
  );
  const found = [...sql.matchAll(equalities)].flatMap(
    ([, one, many]) => one ?? many?.match(new RegExp(LITERAL, 'g')) ?? [],
  );
  return [...new Set(found.map((text) => text.replace(/^'|'$/g, '').replaceAll("''", "'")))];
}
