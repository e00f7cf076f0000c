const [MINUS, POINT, ZERO, NINE] = [0x2d, 0x2e, 0x30, 0x39];

/** Exponents of DynamoDB's numbers go from -130 to 125. */
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The one spelling that a number has as a key, which is DynamoDB's when it reads one: digits alone, without zeros that
 * say nothing and without an exponent. AWS does not say whether a change tells a key as it was written (`15.0`) or as
 * it is read (`15`): by their text both would be keys of two items. What is no number stays as it is.
 */
export function canonicalNumber(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = whole + fraction;
  if (sign === undefined || digits === '') return text;
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return '0';
  // the place of the point among the significant digits
  const point = whole.length + Number(exponent) - (digits.length - significant.length);
  const before = point > 0 ? significant.slice(0, point).padEnd(point, '0') : '0';
  const after = '0'.repeat(Math.max(0, -point)) + significant.slice(Math.max(0, point));
  const trimmed = after.replace(/0+$/, '');
  return `${sign === '-' ? '-' : ''}${before}${trimmed === '' ? '' : `.${trimmed}`}`;
}

/** Whether the bytes are spelled so already. Nearly all are, and this is faster than to spell them again. */
export function isCanonicalNumber(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  const isNegative = bytes[at] === MINUS;
  if (isNegative) at++;
  const first = at;
  while (at < end && isDigit(bytes[at]!)) at++;
  if (at === first || (bytes[first] === ZERO && at - first > 1)) return false;
  if (at === end) return !(isNegative && bytes[first] === ZERO);
  if (bytes[at++] !== POINT) return false;
  const decimals = at;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at === end && at > decimals && bytes[at - 1] !== ZERO;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;
