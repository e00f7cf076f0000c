import { judgePrototypeKeys } from '../../../core/config/prototype-keys';
import { validateConfig } from '../../../core/config/validate';

const config = (columns: object) => ({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: 'foo', engine: 'postgres', databases: ['shop'] }],
  governance: { databases: { foo_shop: { tables: { items: { columns } } } } },
});

it.each([
  ['a plain __proto__', { __proto__: { tags: {} } }],
  ["['__proto__']", { ['__proto__']: { tags: {} } }],
  ['__proto__ in JSON', JSON.parse('{"__proto__": {"tags": {}}}') as object],
])('%s is refused, with its field', (_, columns) =>
  expect(() => validateConfig(config(columns))).toThrow(
    /governance\.databases\.foo_shop\.tables\.items\.columns\.__proto__: \{"tags":\{\}\} is under a key that JavaScript/,
  ),
);

it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('a column may be called %s', (name) =>
  expect(() => validateConfig(config({ [name]: { type: 'string' } }))).not.toThrow(),
);

it.each([
  ['an instance of a class', new Date(0)],
  ['an object without a prototype', Object.create(null)],
])('%s has no such key', (_, value) => expect(judgePrototypeKeys(value)).toEqual([]));

it('a value that contains itself comes to an end', () => {
  const value: { own?: unknown } = {};
  value.own = value;
  expect(judgePrototypeKeys(value)).toEqual([]);
});
