/** Each holds all values of those before it. */
const CHAINS: readonly (readonly string[])[] = [
  ['tinyint', 'smallint', 'int', 'bigint'],
  ['float', 'double'],
];

/** Every value of a column of the Hive type `was` is the same value in the type `is`, which is another one. */
export function isLosslessWidening(was: string, is: string): boolean {
  const [from, to] = [normal(was), normal(is)];
  const chain = CHAINS.find((types) => types.includes(from) && types.includes(to));
  if (chain !== undefined) return chain.indexOf(from) < chain.indexOf(to);
  return isLongerText(from, to) || isLargerDecimal(from, to);
}

const normal = (type: string): string =>
  type
    .toLowerCase()
    .replace(/\s/g, '')
    .replace(/^integer$/, 'int');

function isLongerText(from: string, to: string): boolean {
  const was = lengthOf(from);
  const is = to === 'string' ? Number.POSITIVE_INFINITY : lengthOf(to);
  return was !== undefined && is !== undefined && was < is;
}

function lengthOf(type: string): number | undefined {
  const [, length] = /^varchar\((\d+)\)$/.exec(type) ?? [];
  return length === undefined ? undefined : Number(length);
}

/** Neither digits before the point nor digits after it become fewer. */
function isLargerDecimal(from: string, to: string): boolean {
  const [was, is] = [decimalOf(from), decimalOf(to)];
  if (was === undefined || is === undefined || from === to) return false;
  return is.scale >= was.scale && is.precision - is.scale >= was.precision - was.scale;
}

function decimalOf(type: string): { readonly precision: number; readonly scale: number } | undefined {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? undefined : { precision: Number(precision), scale: Number(scale) };
}
