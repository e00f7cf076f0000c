/** `decimal(38,2)` and the like, as Glue writes it. */
export interface Decimal {
  readonly precision: number;
  readonly scale: number;
}

/** Of a type that the configuration accepted. */
export function decimalOf(type: string): Decimal | undefined {
  const [precision, scale] = /^decimal\((\d+),\s*(\d+)\)$/.exec(type)?.slice(1).map(Number) ?? [];
  return precision === undefined || scale === undefined ? undefined : { precision, scale };
}

const NUMBER = /^-?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Whether a number, as text, has a place for each of its digits. */
export function fitsDecimal(text: string, { precision, scale }: Decimal): boolean {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === '') return false;
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return true;
  // how many digits of the number stand before its point, and the place of its last digit that is not 0
  const before = whole.length + Number(exponent) - (digits.length - significant.length);
  const after = significant.replace(/0+$/, '').length - before;
  return before <= precision - scale && after <= scale;
}

/** A pattern of the texts that surely fit, for whoever has many: others are looked at one by one. */
export const decimalPattern = ({ precision, scale }: Decimal): string =>
  precision === scale ? `-?0(\\.\\d{1,${scale}})?` : `-?\\d{1,${precision - scale}}${fractionPattern(scale)}`;

const fractionPattern = (scale: number): string => (scale === 0 ? '' : `(\\.\\d{1,${scale}})?`);
