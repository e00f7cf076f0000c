/** The digits of a number as BigInt counts them, without a point or exponent where none is needed. */
export function plainNumber(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text) ?? [];
  if (whole + fraction === '') return text;
  let [digits, places] = [BigInt(whole + fraction), fraction.length - Number(exponent)];
  if (places < 0) [digits, places] = [digits * 10n ** BigInt(-places), 0];
  while (places > 0 && digits % 10n === 0n) [digits, places] = [digits / 10n, places - 1];
  const all = digits.toString().padStart(places + 1, '0');
  const point = all.length - places;
  const number = places === 0 ? all : `${all.slice(0, point)}.${all.slice(point)}`;
  return sign === '-' && digits !== 0n ? `-${number}` : number;
}
