import fc from 'fast-check';
import { matchesPattern, parseEventPattern } from '../../../services/events/event-pattern';

const EVENT = {
  source: 'aws.rds',
  'detail-type': 'RDS DB Cluster Snapshot Event',
  resources: ['arn:aws:rds:eu-west-1:111111111111:cluster-snapshot:rds:foo-2026-11-20'],
  detail: {
    SourceIdentifier: 'rds:foo-2026-11-20',
    EventID: 'RDS-EVENT-0169',
    size: 300,
    ratio: 0.5,
    done: true,
    nothing: null,
    address: '10.0.3.7',
    words: ['red', 'Green'],
    empty: [],
    steps: [
      { name: 'copy', state: 'ok' },
      { name: 'crawl', state: 'failed' },
    ],
  },
};
const matches = (pattern: object): boolean => matchesPattern(parseEventPattern(JSON.stringify(pattern)), EVENT);
const detail = (field: string, ...matchers: unknown[]): object => ({ detail: { [field]: matchers } });

test.each<[string, object, boolean]>([
  ['one of several values', { source: ['aws.ec2', 'aws.rds'] }, true],
  ['all fields', { source: ['aws.rds'], detail: { EventID: ['RDS-EVENT-0042'] } }, false],
  ['a field that is absent', { absent: ['x'] }, false],
  ['exact, not folded', detail('EventID', 'rds-event-0169'), false],
  ['equals-ignore-case', detail('EventID', { 'equals-ignore-case': 'rds-event-0169' }), true],
  ['number', detail('size', 300), true],
  ['number is not its text', detail('size', '300'), false],
  ['boolean', detail('done', true), true],
  ['null', detail('nothing', null), true],
  ['null is not absence', detail('absent', null), false],
  ['prefix', detail('SourceIdentifier', { prefix: 'rds:foo-' }), true],
  ['prefix of another', detail('SourceIdentifier', { prefix: 'rds:foo-bar-' }), false],
  ['prefix, folded', detail('SourceIdentifier', { prefix: { 'equals-ignore-case': 'RDS:FOO-' } }), true],
  ['suffix', detail('SourceIdentifier', { suffix: '-20' }), true],
  ['suffix, folded', detail('words', { suffix: { 'equals-ignore-case': 'EEN' } }), true],
  ['anchored wildcard', detail('SourceIdentifier', { wildcard: 'rds:foo-????' }), false],
  ['wildcard', detail('SourceIdentifier', { wildcard: 'rds:foo-*-20' }), true],
  ['wildcard is anchored', detail('SourceIdentifier', { wildcard: 'foo-*' }), false],
  ['wildcard, escaped star', detail('SourceIdentifier', { wildcard: 'rds:foo\\*' }), false],
  ['anything-but', detail('EventID', { 'anything-but': 'RDS-EVENT-0042' }), true],
  ['anything-but list', detail('EventID', { 'anything-but': ['RDS-EVENT-0042', 'RDS-EVENT-0169'] }), false],
  ['anything-but number', detail('size', { 'anything-but': [1, 2] }), true],
  ['anything-but prefix', detail('EventID', { 'anything-but': { prefix: 'RDS-' } }), false],
  ['anything-but prefixes', detail('EventID', { 'anything-but': { prefix: ['A', 'B'] } }), true],
  ['anything-but wildcard', detail('EventID', { 'anything-but': { wildcard: '*-0042' } }), true],
  ['anything-but of what is absent', detail('absent', { 'anything-but': 'x' }), false],
  ['numeric', detail('size', { numeric: ['>', 299, '<=', 300] }), true],
  ['numeric out of range', detail('size', { numeric: ['<', 300] }), false],
  ['numeric equal', detail('ratio', { numeric: ['=', 0.5] }), true],
  ['numeric on text', detail('EventID', { numeric: ['>', 0] }), false],
  ['exists', detail('size', { exists: true }), true],
  ['exists, absent', detail('absent', { exists: true }), false],
  ['exists false', detail('absent', { exists: false }), true],
  ['exists false below what is absent', { absent: { below: [{ exists: false }] } }, true],
  ['an empty list does not exist', detail('empty', { exists: false }), true],
  ['exists is for leaves', { detail: [{ exists: true }] }, false],
  ['cidr', detail('address', { cidr: '10.0.0.0/16' }), true],
  ['cidr outside', detail('address', { cidr: '10.1.0.0/16' }), false],
  ['any element of a list', detail('words', 'Green'), true],
  ['list in resources', { resources: [{ prefix: 'arn:aws:rds:' }] }, true],
  ['fields of one element', { detail: { steps: { name: ['crawl'], state: ['failed'] } } }, true],
  ['fields of different elements', { detail: { steps: { name: ['copy'], state: ['failed'] } } }, false],
  ['$or', { $or: [{ source: ['x'] }, { detail: { size: [300] } }] }, true],
  ['$or, none', { source: ['aws.rds'], $or: [{ source: ['x'] }, { detail: { size: [1] } }] }, false],
  ['nested $or', { detail: { $or: [{ size: [1] }, { ratio: [{ numeric: ['<', 1] }] }] } }, true],
])('%s', (_name, pattern, expected) => expect(matches(pattern)).toBe(expected));

test.each<[string, string, RegExp]>([
  ['no JSON', '{', /not valid/],
  ['no object', '[]', /not an object/],
  ['empty', '{}', /Empty patterns/],
  ['a bare value', '{"source":"aws.rds"}', /must be an object or an array/],
  ['an empty list', '{"source":[]}', /Empty arrays/],
  ['an unknown matcher', '{"source":[{"contains":"x"}]}', /Unrecognized match type contains/],
  ['a matcher that every object has', '{"source":[{"constructor":"x"}]}', /Unrecognized match type constructor/],
  ['two matchers in one', '{"source":[{"prefix":"x","suffix":"y"}]}', /Only one key/],
  ['a prefix that is no text', '{"source":[{"prefix":1}]}', /must be a string/],
  ['half a range', '{"size":[{"numeric":[">"]}]}', /numeric/],
  ['an unknown operator', '{"size":[{"numeric":["~",1]}]}', /Bad numeric range/],
  ['an operator that every object has', '{"size":[{"numeric":["constructor",1]}]}', /Bad numeric range/],
  ['two stars', '{"source":[{"wildcard":"a**b"}]}', /Consecutive wildcard/],
  ['a bad block', '{"a":[{"cidr":"10.0.0.0/99"}]}', /Malformed CIDR/],
  ['exists with text', '{"a":[{"exists":"yes"}]}', /either true or false/],
  ['one alternative', '{"$or":[{"a":["x"]}]}', /at least 2/],
  ['mixed anything-but', '{"a":[{"anything-but":["x",1]}]}', /anything-but/],
])('%s is refused', (_name, text, message) => expect(() => parseEventPattern(text)).toThrow(message));

test('an event matches the pattern made of its own leaves, and no longer when one leaf changes', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const key = fc.string({ minLength: 1 }).filter((k) => k !== '$or' && k !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(key, leaf, { minKeys: 1 }), fc.nat(), (event, pick) => {
      const pattern = Object.fromEntries(Object.entries(event).map(([k, v]) => [k, [v]]));
      const parsed = parseEventPattern(JSON.stringify(pattern));
      const keys = Object.keys(event);
      const changed = { ...event, [keys[pick % keys.length]!]: 'something else entirely, and longer' };
      return matchesPattern(parsed, event) && !matchesPattern(parsed, changed);
    }),
  );
});

test('a wildcard of any text matches just that text when it holds no star', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const escaped = text.replace(/[\\*]/g, '\\$&');
      const parsed = parseEventPattern(JSON.stringify({ a: [{ wildcard: escaped }] }));
      return matchesPattern(parsed, { a: text }) && matchesPattern(parsed, { a: other }) === (text === other);
    }),
  );
});

it('a wildcard that a backtracking engine never finishes is answered', () => {
  const pattern = parseEventPattern(JSON.stringify({ source: [{ wildcard: `${'*a'.repeat(60)}*b` }] }));
  expect(matchesPattern(pattern, { source: 'a'.repeat(500) })).toBe(false);
});
