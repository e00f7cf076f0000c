import { compileFunction } from 'node:vm';
import { cachingCode } from './cached-code';

const CODE = 'return [one + 1];';
const compile = cachingCode(compileFunction);

it('compiles the text of a file once, and again when it has changed', () => {
  const first = compile(CODE, ['one'], { filename: 'a.js' });
  const second = compile(CODE, ['one'], { filename: 'a.js' });
  const changed = compile('return [one + 2];', ['one'], { filename: 'a.js' });
  expect([first, second, changed].map(({ cachedDataRejected }) => cachedDataRejected)).toEqual([
    undefined,
    false,
    undefined,
  ]);
  expect([first, second, changed].map((each) => each(1))).toEqual([[2], [2], [3]]);
});

it('keeps nothing of a text without a file', () =>
  expect([compile(CODE, ['one']), compile(CODE, ['one'])].map(({ cachedData }) => cachedData)).toEqual([
    undefined,
    undefined,
  ]));

it('keeps a copy of what V8 made: the buffer itself would keep the test file that compiled first', () => {
  const cachedData = Buffer.from('compiled');
  const given: unknown[] = [];
  const compiling = cachingCode((_code, _params, options) => {
    given.push(options?.cachedData);
    return Object.assign(() => undefined, { cachedData });
  });
  for (const _ of [1, 2]) compiling(CODE, [], { filename: 'b.js' });
  expect(given).toEqual([undefined, cachedData]);
  expect(given[1]).not.toBe(cachedData);
});
