import { isLosslessWidening } from '../../../core/governance/desired/lossless-widening';

it.each([
  ['int', 'bigint'],
  ['smallint', 'int'],
  ['tinyint', 'bigint'],
  ['float', 'double'],
  ['varchar(10)', 'varchar(20)'],
  ['varchar(10)', 'string'],
  ['decimal(10,2)', 'decimal(12,2)'],
  ['decimal(10,2)', 'decimal(12,4)'],
  ['INT', 'BIGINT'],
])('%s holds nothing that %s does not hold', (was, is) => {
  expect(isLosslessWidening(was, is)).toBe(true);
  expect(isLosslessWidening(is, was)).toBe(false);
});

it.each([
  ['int', 'int'],
  ['int', 'string'],
  ['int', 'double'],
  ['bigint', 'double'],
  ['int', 'float'],
  ['bigint', 'decimal(20,0)'],
  ['decimal(10,2)', 'decimal(10,4)'],
  ['decimal(10,2)', 'decimal(10,2)'],
  ['varchar(10)', 'char(20)'],
  ['date', 'timestamp'],
  ['string', 'binary'],
])('%s to %s is no lossless widening', (was, is) => expect(isLosslessWidening(was, is)).toBe(false));
