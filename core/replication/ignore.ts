/**
 * Globs over `bucket/key`: `*` is any text, also across slashes, `?` one character. A pattern matches the whole. The
 * matcher is linear in text times pattern, whatever the pattern.
 */
export const ignores =
  (patterns: readonly string[]) =>
  (bucket: string, key: string): boolean => {
    const text = `${bucket}/${key}`;
    return patterns.some((pattern) => matchesGlob(pattern, text));
  };

/** Remembers the last star: on a mismatch the star takes one character more. A comparison asks for millions of keys. */
export function matchesGlob(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  let [star, resume] = [-1, 0];
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = from;
    } else if (pattern[at] === '?') {
      at++;
      from += unitsAt(text, from);
    } else if (pattern[at] === text[from]) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      resume += unitsAt(text, resume);
      from = resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** UTF-16 units of the character there. */
const unitsAt = (text: string, at: number): number => (text.codePointAt(at)! > 0xffff ? 2 : 1);
