import type { Column } from '@aws-sdk/client-glue';
import { type CatalogTable, partitionKeysOf } from '../glue/catalog';
import { invalidInput } from './resources';

/** "Total length of the expression must be less than 2048 characters." */
const TOO_LONG = 2048;

/**
 * One letter for each kind of token, so that a predicate is a short text: Column, Value, cOmparison, `!` NOT, `&` AND,
 * `|` OR, Like, Between, In, iS, Null, brackets and comma; `?` is none of these.
 */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['not', '!'],
  ['and', '&'],
  ['or', '|'],
  ['like', 'L'],
  ['between', 'B'],
  ['in', 'I'],
  ['is', 'S'],
  ['null', 'N'],
  ['true', 'V'],
  ['false', 'V'],
]);

/**
 * Words that the parser takes for itself: "first", "last", "asc" and "missing" are the guide's examples, the others are
 * keywords of PartiQL that tables have for columns.
 */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'first last asc desc missing date time timestamp interval day hour minute second zone user session value values ' +
    'key order group by limit offset index level position section language public read write start end begin case ' +
    'when then else exists select from where having union all any some distinct as at on join left right inner outer ' +
    'cast count sum min max avg size list bag struct tuple string char varchar int integer smallint decimal numeric ' +
    'float real double boolean bool blob clob bit table column schema view domain action option work set to for ' +
    'of into is using with only no default check primary foreign references unique constraint grant revoke current ' +
    'current_date current_time current_timestamp current_user escape trim upper lower substring extract translate ' +
    'convert character collate collation connection cursor local global temporary rows usage open close found next ' +
    'prior relative absolute precision privileges procedure sql restrict cascade commit rollback describe execute fetch'
  ).split(' '),
);

const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)*|<>|<=|>=|!=|[=<>(),]|\S/g;

interface Token {
  readonly letter: string;
  readonly text: string;
}

function tokenOf(text: string): Token {
  const lower = text.toLowerCase();
  if (/^['\d-]/.test(text) && text.length + Number(/\d/.test(text)) > 1) return { letter: 'V', text };
  if (text.startsWith('"') && text.length > 1) return { letter: 'C', text: lower.slice(1, -1).replaceAll('""', '"') };
  const word = LETTERS.get(lower);
  if (word !== undefined) return { letter: word, text: lower };
  if (/^[a-z_]/.test(lower)) return { letter: KEYWORDS.has(lower) ? '?' : 'C', text: lower };
  if (/^[=<>!]/.test(text)) return { letter: text === '!' ? '?' : 'O', text };
  return { letter: /^[(),]$/.test(text) ? text : '?', text };
}

/** A comparison of a column: by a sign, LIKE, BETWEEN, IN or IS NULL. */
const COMPARISON = /C(?:OV|!?LV|!?BV&V|!?I\(V(?:,V)*\)|S!?N)/g;
const REDUCTIONS: readonly RegExp[] = [/!P/g, /\(P\)/g, /P[&|]P/g];

/**
 * Refuses what Lake Formation's documented part of PartiQL does not have, and values that are not of the column's type.
 * The words of the refusal are AWS's for timestamps (aws-cli issue 10397) and ours for the rest.
 */
export function requireRowFilter(predicate: string, table: CatalogTable): void {
  if (predicate.length >= TOO_LONG) throw invalidInput(`FilterExpression must have fewer than ${TOO_LONG} characters.`);
  if (predicate.trim().toUpperCase() === 'TRUE') return;
  const tokens = (predicate.match(TOKEN) ?? []).map(tokenOf);
  const letters = tokens.map(({ letter }) => letter).join('');
  if (!isPredicate(letters)) throw invalidInput(`Invalid row filter expression: ${predicate}`);
  for (const match of letters.matchAll(COMPARISON)) {
    const [column, ...rest] = tokens.slice(match.index, match.index + match[0].length);
    requireTypes(table, column!.text, rest);
  }
}

function isPredicate(letters: string): boolean {
  let text = letters.replace(COMPARISON, 'P');
  for (let before = ''; before !== text; ) {
    before = text;
    for (const reduction of REDUCTIONS) text = text.replace(reduction, 'P');
  }
  return text === 'P';
}

const TEXT = /^(string|char|varchar)/;
const NUMBER = /^(int|integer|long|bigint|float|double|decimal)(\(|$)/;

function requireTypes(table: CatalogTable, name: string, rest: readonly Token[]): void {
  const [head = ''] = name.split('.');
  const isNested = head !== name;
  if (partitionKeysOf(table).includes(head) && rest.some(({ letter }) => letter === 'S')) {
    throw invalidInput(`IS [NOT] NULL is not supported on partition column ${head}.`);
  }
  const all: readonly Column[] = [
    ...(table.input.StorageDescriptor?.Columns ?? []),
    ...(table.input.PartitionKeys ?? []),
  ];
  const found = all.find((each) => each.Name?.toLowerCase() === name || each.Name?.toLowerCase() === head);
  if (found === undefined) throw invalidInput(`Column ${name} of the row filter expression is not in the table.`);
  if (isNested) return;
  const type = (found.Type ?? '').toLowerCase();
  if (!TEXT.test(type) && !NUMBER.test(type) && type !== 'boolean') {
    const short = type.replace(/[(<].*$/, '').toUpperCase();
    throw invalidInput(`${short} data type not supported for row level filter predicate.`);
  }
  const fits = (value: string): boolean =>
    value.startsWith("'") ? TEXT.test(type) : /^[-\d]/.test(value) ? NUMBER.test(type) : type === 'boolean';
  const pattern = rest[rest.findIndex(({ letter }) => letter === 'L') + 1];
  if (rest.some(({ letter }) => letter === 'L') && !pattern?.text.startsWith("'")) {
    throw invalidInput(`LIKE takes a text as its pattern, not ${pattern?.text}.`);
  }
  const other = rest.find(({ letter, text }) => letter === 'V' && !fits(text));
  if (other !== undefined) throw invalidInput(`${other.text} does not match the data type ${type} of column ${name}.`);
}
