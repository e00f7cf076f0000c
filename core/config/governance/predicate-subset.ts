/**
 * Lake Formation's row filters take a small part of PartiQL: columns of a few types compared with values (Lake
 * Formation Developer Guide, "PartiQL support in row filter expressions"; aws-cli issue 10397).
 */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][\w$]*|-?\d[\w.]*|<>|<=|>=|!=|[=<>(),]/g;
const OPERATORS = new Set('and or not in like escape between is null missing'.split(' '));
const COMPARISON = /^(?:<>|<=|>=|!=|=|<|>)$/;
const TYPE = /^(?:date|timestamp|time|interval)$/;

export type ValueKind = 'text' | 'number' | 'boolean' | 'date';
interface Token {
  readonly kind: 'column' | 'operator' | 'sign' | ValueKind;
  /** A column in lower case, without quotes. */
  readonly text: string;
}

/** A column, and what a predicate holds against it. */
export interface Comparison {
  readonly column: string;
  readonly isNullTest: boolean;
  readonly values: readonly Token[];
}

const isValue = ({ kind }: Token): boolean => kind !== 'operator' && kind !== 'sign';

function tokensOf(rows: string): Token[] {
  const words = rows.match(TOKEN) ?? [];
  return words.flatMap((word, i): Token[] => {
    const lower = word.toLowerCase();
    if (word.startsWith("'"))
      return [{ kind: TYPE.test(words[i - 1]?.toLowerCase() ?? '') ? 'date' : 'text', text: word }];
    if (word.startsWith('"')) return [{ kind: 'column', text: lower.slice(1, -1).replaceAll('""', '"') }];
    if (/^-?\d/.test(word)) return [{ kind: 'number', text: word }];
    if (lower === 'true' || lower === 'false') return [{ kind: 'boolean', text: lower }];
    if (TYPE.test(lower) && words[i + 1]?.startsWith("'")) return [];
    if (OPERATORS.has(lower)) return [{ kind: 'operator', text: lower }];
    return [{ kind: /^\w/.test(word) ? 'column' : 'sign', text: lower }];
  });
}

/** Every column of a predicate with what it is compared with, in order. */
export function comparisonsIn(rows: string): Comparison[] {
  const tokens = tokensOf(rows);
  return tokens.flatMap(({ kind, text }, i) => (kind === 'column' ? [comparisonAt(tokens, i, text)] : []));
}

function comparisonAt(tokens: readonly Token[], i: number, column: string): Comparison {
  const at = tokens[i + 1]?.text === 'not' ? i + 2 : i + 1;
  const operator = tokens[at]?.text ?? '';
  const found = { column, isNullTest: operator === 'is' };
  const values = (given: readonly (Token | undefined)[]): Comparison => ({
    ...found,
    values: given.filter((token) => token !== undefined).filter(isValue),
  });
  if (COMPARISON.test(operator) || operator === 'like') return values([tokens[at + 1]]);
  if (operator === 'between') return values([tokens[at + 1], tokens[at + 3]]);
  if (operator === 'in') {
    const end = tokens.findIndex(({ text }, j) => j > at && text === ')');
    return values(tokens.slice(at + 1, end < 0 ? undefined : end));
  }
  return values(COMPARISON.test(tokens[i - 1]?.text ?? '') ? [tokens[i - 2]] : []);
}

/** What Lake Formation refuses whatever the table: functions, and a column compared with a column. */
export function unsupportedIn(rows: string): string | undefined {
  const tokens = tokensOf(rows);
  const called = tokens.find(({ kind }, i) => kind === 'column' && tokens[i + 1]?.text === '(');
  if (called !== undefined) return `calls ${called.text}(), and Lake Formation's row filters take no functions`;
  for (const { column, values } of comparisonsIn(rows)) {
    const other = values.find(({ kind }) => kind === 'column');
    if (other !== undefined) {
      return `compares column ${column} with column ${other.text}, and Lake Formation's row filters compare with values only`;
    }
  }
  return undefined;
}

const KINDS: Readonly<Record<string, ValueKind>> = {
  ...Object.fromEntries(['string', 'char', 'varchar'].map((type) => [type, 'text' as const])),
  ...Object.fromEntries(
    ['tinyint', 'smallint', 'int', 'integer', 'bigint', 'float', 'double', 'decimal'].map((type) => [
      type,
      'number' as const,
    ]),
  ),
  boolean: 'boolean',
};

/** Of a catalog type, the kind of values that a row filter compares with it. Undefined: no column of it is taken. */
export const kindOfType = (type: string): ValueKind | undefined => KINDS[type.toLowerCase().replace(/[(<].*$/, '')];
