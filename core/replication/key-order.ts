/**
 * S3 lists keys by the bytes of their UTF-8. JavaScript compares UTF-16: the two differ where a character beyond U+FFFF
 * (surrogates, D800 to DFFF) meets one from U+E000 on. Negative, zero or positive as in `sort`.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return inUtf8(x) - inUtf8(y);
  }
  return a.length - b.length;
}

/** A rank in which surrogates come after everything else, as four bytes come after three. */
const inUtf8 = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
};
