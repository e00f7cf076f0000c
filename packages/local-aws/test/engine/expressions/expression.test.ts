import { type Bindings, Expressions, type Readable } from '../../../engine/expressions/expression';
import type { Json, JsonObject } from '../../../engine/json';

const expressions = new Expressions({
  now: () => Date.parse('2026-11-01T10:11:12.500Z'),
  random: () => 0.25,
  ids: () => 'an-id',
});
const states = { input: { n: 3, list: [1, 2], nothing: null, text: 'x' } };
const readable = ({ states: inStates, ...variables }: Bindings): Readable => ({
  state: (member) => (inStates as JsonObject)[member],
  variable: (name) => variables[name] as Json | undefined,
  bindings: () => ({ ...variables, states: inStates }),
});
const evaluate = async (expression: string): Promise<Json> =>
  expressions.evaluate(`{% ${expression} %}`, readable({ states, v: 7 }), 'Output');

test.each<[string, Json]>([
  ['$states.input.n + $v', 10],
  ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
  ['$partition([0], 1)', [[0]]],
  ['$partition([1,2,3], 2.9)', [[1, 2], [3]]],
  ['$range(0, 9, 3)', [0, 3, 6, 9]],
  ['$range(5, 1, -2)', [5, 3, 1]],
  ['$range(1, 9, 9)', 1],
  ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
  ['$count($range(1, 360145, 1))', 360_145],
  ["$hash('a', 'SHA-256')", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
  ["$hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
  ["$hash('input', 'SHA-1')", '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
  ["$length($hash('a', 'SHA-384'))", 96],
  ["$length($hash('a', 'SHA-512'))", 128],
  ['$random()', 0.25],
  ['$random(42)', 0.7275636800328681],
  ['$random(42.9)', 0.7275636800328681],
  ['$random(5) = $random(6)', false],
  ['$uuid()', 'an-id'],
  ['$parse(\'{"a":[1,2]}\').a', [1, 2]],
  ["$parse('-0')", 0],
  ['$now()', '2026-11-01T10:11:12.500Z'],
  ['$millis()', 1793527872500],
  ["$now('[Y0001]-[M01]')", '2026-11'],
  ['$states.input.nothing', null],
  ['$states.input.list[$ > 1]', 2],
  ['[$states.input.list[$ > 1]]', [2]],
  ['$map($states.input.list, function($x) { $x * 2 })', [2, 4]],
  ['{"a": $states.input.missing, "b": 1}', { b: 1 }],
])('%s', async (expression, expected) => expect(await evaluate(expression)).toEqual(expected));

test.each([
  ['$states.input.missing', 'returned nothing (undefined).'],
  ['$partition([1], 0)', 'returned nothing (undefined).'],
  ['$partition([], 2)', 'returned nothing (undefined).'],
  ['$range(0, 9)', 'returned nothing (undefined).'],
  ['$range(0, 9, -1)', 'returned nothing (undefined).'],
  ["$hash('a')", 'returned nothing (undefined).'],
  ['$range(1, 360146, 1)', 'evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage'],
  ['$sum([1..900000])', 'evaluation: Expression evaluation memory limit exceeded'],
  ["$reduce([1..23], function($s, $n) { $s & $s }, 'x')", 'memory limit exceeded'],
  ['$eval("1")', 'T1006'],
  ['$nosuch()', 'T1006: Attempted to invoke a non-function'],
  ['function($x) { $x }', 'returned an unsupported result type.'],
  ['($f := function($n) { $n + $f($n + 1) }; $f(1))', 'Stack overflow error'],
  ['($f := function($n) { $f($n + 1) }; $f(1))', 'Expression evaluation timeout'],
  ['$number("x")', 'D3030'],
])('%s fails', async (expression, reason) => {
  await expect(evaluate(expression)).rejects.toMatchObject({
    error: 'States.QueryEvaluationError',
    reason: expect.stringContaining(`The JSONata expression '${expression}' specified for the field 'Output'`),
    location: 'Output',
  });
  await expect(evaluate(expression)).rejects.toMatchObject({ reason: expect.stringContaining(reason) });
});

test('templates are evaluated all through, and only where a string is an expression from end to end', async () => {
  const template = { a: ['{% $v %}', ' {% $v %} '], b: { c: '{% "x" & $v %}' }, d: 1, e: '{% $v' };
  expect(await expressions.evaluate(template, readable({ v: 7 }), 'Output')).toEqual({
    a: [7, ' {% $v %} '],
    b: { c: 'x7' },
    d: 1,
    e: '{% $v',
  });
});

test('a hundred nested evaluations are the limit', async () => {
  const sum = (terms: number): string => Array(terms).fill('1').join('+');
  expect(await evaluate(sum(100))).toBe(100);
  await expect(evaluate(sum(101))).rejects.toMatchObject({
    reason: expect.stringContaining(
      'threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. ' +
        'Consider rewriting as tail-recursive. Depth=101 max=100',
    ),
  });
});

test.each([
  ['1/0', 'Infinity'],
  ['[-1/0]', ['-Infinity']],
  ['0/0', 'NaN'],
])('%s is written as text', async (expression, expected) => expect(await evaluate(expression)).toEqual(expected));

test.each([
  ['$parse(null)', 'T0410: Argument 1 of function "parse" does not match function signature'],
  ["$split('a','b',-1)", 'D3020: Third argument of split function must evaluate to a positive number'],
  ['$sqrt(-1)', 'D3060: The sqrt function cannot be applied to a negative number: -1'],
])('%s fails in the words of AWS', async (expression, reason) => {
  await expect(evaluate(expression)).rejects.toMatchObject({
    reason: expect.stringContaining(`evaluation. ${reason}`),
  });
});

test.each([
  [{ values: ['{% $no %}', 1] }, 'Output/values[0]'],
  [{ a: { b: [[1, '{% $no %}']] } }, 'Output/a/b[0][1]'],
])('the path of %j', async (template, location) => {
  await expect(expressions.evaluate(template, readable({}), 'Output')).rejects.toMatchObject({ location });
});

test('the failed field is named by its path', async () => {
  await expect(expressions.evaluate({ a: { b: '{% $no %}' } }, readable({}), 'Arguments')).rejects.toMatchObject({
    location: 'Arguments/a/b',
  });
});

describe('regular expressions that a backtracking engine never finishes', () => {
  const text = `"${'a'.repeat(60)}b"`;
  test.each<[string, Json]>([
    [`$contains(${text}, /^(a+)+$/)`, false],
    [`$count($match(${text}, /^(a|a)*c/))`, 0],
    [`$length($replace(${text}, /(a+)+$/, 'x'))`, 61],
    [`$count($split(${text}, /(a*)*c/))`, 1],
  ])('%s is answered', async (expression, expected) => expect(await evaluate(expression)).toEqual(expected));

  test('one with a lookahead fails its evaluation', async () => {
    await expect(evaluate(`$contains(${text}, /(?=a)(a+)+$/)`)).rejects.toThrow('took longer than');
  });
});

test('groups and the rest of a match are there', async () => {
  expect(await evaluate("$match('2026-11-20 2026-12-01', /(\\d+)-(\\d+)/)")).toEqual([
    { match: '2026-11', index: 0, groups: ['2026', '11'] },
    { match: '2026-12', index: 11, groups: ['2026', '12'] },
  ]);
  expect(await evaluate("$replace('a-b-c', /(\\w)-/, '$1+')")).toBe('a+b+c');
});
