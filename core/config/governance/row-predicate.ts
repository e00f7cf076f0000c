/** A string (with doubled quotes), a quoted name, a word, or a number; anything else stands between them. */
const TOKEN = /'(?:[^']|'')*'|"((?:[^"]|"")*)"|([A-Za-z_][\w$]*)(\s*\()?|\d[\w.]*/g;

/** Words of a predicate that are no names: operators, literals, and what stands before a literal or in a CAST. */
const WORDS = new Set(
  (
    'and or not in like escape between is null missing true false case when then else end cast as at time zone ' +
    'date timestamp interval year month day hour minute second boolean tinyint smallint int integer bigint real float double precision ' +
    'decimal numeric char varchar string binary array row exists distinct from'
  ).split(' '),
);

/** The columns that a row predicate names, in lower case; functions are not among them. */
export const columnsInPredicate = (rows: string): string[] => [
  ...new Set(
    [...rows.matchAll(TOKEN)].flatMap(([, quoted, word, call]) => {
      if (quoted !== undefined) return [quoted.replaceAll('""', '"').toLowerCase()];
      const name = word?.toLowerCase();
      return name === undefined || call !== undefined || WORDS.has(name) ? [] : [name];
    }),
  ),
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
