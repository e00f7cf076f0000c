import { changeMicros } from '../../../core/dynamodb/change-time';

it.each([
  [1731924555370123, 'MICROSECOND', 1731924555370123],
  [1731924555370, 'MILLISECOND', 1731924555370000],
  [1731924555370, undefined, 1731924555370000],
  [1731924555370123, undefined, 1731924555370123],
  [1731924555, undefined, 1731924555000000],
  [1.73192455537e12, 'MILLISECOND', 1731924555370000],
] as const)('%d with precision %s is %d microseconds', (time, precision, expected) =>
  expect(changeMicros(time, precision)).toBe(expected),
);

it.each([
  [0, undefined],
  [-1, 'MICROSECOND'],
  [1.5, 'MICROSECOND'],
  [2 ** 53, 'MICROSECOND'],
  [1731924555370123, 'MILLISECOND'],
  [Number.NaN, undefined],
] as const)('%d with precision %s is refused', (time, precision) =>
  expect(() => changeMicros(time, precision)).toThrow(/ApproximateCreationDateTime/),
);
