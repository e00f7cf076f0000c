import jsonata from 'jsonata';
import { compileSimple, NOT_SIMPLE } from '../../../engine/expressions/simple';
import type { Json, JsonObject } from '../../../engine/json';

const INPUTS: readonly JsonObject[] = [
  { a: 1, b: 2, nested: { a: { b: 'deep' } } },
  { a: 'x', b: 'y', nested: { a: { b: [1, 2] } } },
  { a: true, b: false, nested: { a: [{ b: 1 }, { b: 2 }] } },
  { a: false, b: true, nested: { a: [{ b: [3] }] } },
  { a: null, b: null, nested: { a: null } },
  { a: 0, b: 0, nested: [] },
  { a: [], b: [5], nested: { a: { b: [] } } },
  { a: { c: 1 }, b: { c: 1 }, nested: 'text' },
  { a: 'x', b: 1, nested: { a: { b: [[1], [2]] } } },
  { a: 1e308, b: 1e308 },
  { a: -0, b: '', nested: { a: { b: null } } },
  {},
];

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&', 'and', 'or', 'in'];
const EXPRESSIONS = [
  ...OPERATORS.map((operator) => `$states.input.a ${operator} $states.input.b`),
  ...OPERATORS.map((operator) => `$v.b ${operator} 1`),
  '$states.input',
  '$states.input.a',
  '$states.input.nested.a.b',
  '$states.input.nested.a.b.c',
  '$states.input.nested.a.b[0]',
  '$states.input.nested.a.b[]',
  '$states.input.nested.a[b = 1]',
  '$states.input.nested.*',
  '$states.input.constructor',
  '$states.input.`a`',
  '$states.other',
  '$states',
  '$v',
  '$v.a',
  '$constructor',
  '$none.a',
  '$sum',
  'a',
  '$',
  "'text'",
  '1.5',
  '-1',
  'true',
  'null',
  "$states.input.a ? 'yes' : 'no'",
  "$states.input.a = 1 ? 'one' : $states.input.b",
  "$states.input.a = 1 ? 'one'",
  "($states.input.a = 'x') and ($states.input.b = 'y')",
  '(1; $states.input.a)',
  '($x := 1; $x)',
  '[$states.input.a]',
  "{'a': $states.input.a}",
  '$exists($states.input.a)',
  '$states.input.a ~> $string',
  '$states.input.a > 1 and $states.input.nope',
];

/** JSONata's own result; undefined for nothing, and for an error. */
async function whole(expression: string, input: JsonObject): Promise<unknown> {
  const bindings = { states: { input }, v: input };
  const result: unknown = await jsonata(expression)
    .evaluate(undefined, bindings)
    .catch(() => undefined);
  return result === undefined ? undefined : JSON.parse(JSON.stringify(result) ?? 'null');
}

const simple = (expression: string, input: JsonObject): Json | typeof NOT_SIMPLE | undefined =>
  compileSimple(jsonata(expression).ast())?.({
    state: (member) => (member === 'input' ? input : undefined),
    variable: (name) => (name === 'v' ? input : undefined),
  });

it.each(EXPRESSIONS)('%s is what JSONata makes of it, wherever it is simple', async (expression) => {
  for (const input of INPUTS) {
    const result = simple(expression, input);
    if (result === undefined || result === NOT_SIMPLE) continue;
    expect({ input, result: JSON.parse(JSON.stringify(result)) as Json }).toEqual({
      input,
      result: await whole(expression, input),
    });
  }
});

it.each([
  ['$states.input.a + 1', 2],
  ["$states.input.nested.a.b = 'deep' ? $v.b : 0", 2],
  ['$states.input.a < 2 and $v.b >= 2', true],
  ["'a' & $states.input.nested.a.b", 'adeep'],
  ['($states.input.nested)', { a: { b: 'deep' } }],
])('%s is simple', (expression, expected) => expect(simple(expression, INPUTS[0]!)).toEqual(expected));

it.each(['$states.input.a / 0', '$states.input.a[0]', '$string($v)', '[1..3]', '$states.input.nope'])(
  '%s is left to JSONata',
  (expression) => {
    const result = simple(expression, INPUTS[0]!);
    expect(result === undefined || result === NOT_SIMPLE).toBe(true);
  },
);

it('leaves expressions that nest deeply to JSONata, which counts how deep', () => {
  const sum = Array(101).fill('1').join(' + ');
  expect(simple(sum, {})).toBeUndefined();
});
