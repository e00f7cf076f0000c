import { printable } from '../../bin/printable';

it.each([
  ['lake/dt=1/a b+é.txt', 'lake/dt=1/a b+é.txt'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u001b[31mred\u0000', '\\u{1b}[31mred\\u{0}'],
  ['\u202egpj\u2028', '\\u{202e}gpj\\u{2028}'],
  ['a\\nb', 'a\\\\nb'],
])('%j is printed on one line, without controls', (text, printed) => expect(printable(text)).toBe(printed));
