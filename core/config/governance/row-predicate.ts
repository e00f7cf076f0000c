import { comparisonsIn } from './predicate-subset';

/** The columns that a row predicate names, in lower case. */
export const columnsInPredicate = (rows: string): string[] => [
  ...new Set(comparisonsIn(rows).map(({ column }) => column)),
];

/** What keeps it from being read at all: a quote or a bracket without its other half. */
export function flawOfPredicate(rows: string): string | undefined {
  const rest = rows.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, ' ');
  const quote = /['"]/.exec(rest)?.[0];
  if (quote !== undefined) return `has a ${quote} that does not end`;
  let depth = 0;
  for (const bracket of rest.match(/[()]/g) ?? []) {
    depth += bracket === '(' ? 1 : -1;
    if (depth < 0) return "has a ')' without a '('";
  }
  return depth > 0 ? "has a '(' that does not end" : undefined;
}
