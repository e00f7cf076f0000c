/**
 * Globs over `bucket/key`: `*` is any text, also across slashes, `?` one character. A pattern matches the whole. The
 * matcher is linear in text times pattern, whatever the pattern.
 */
export const ignores =
  (patterns: readonly string[]) =>
  (bucket: string, key: string): boolean =>
    patterns.some((pattern) => matchesGlob(pattern, `${bucket}/${key}`));

/** Remembers the last star: on a mismatch the star takes one character more. */
export function matchesGlob(pattern: string, text: string): boolean {
  const [globs, characters] = [[...pattern], [...text]];
  let [at, from] = [0, 0];
  let [star, resume] = [-1, 0];
  while (from < characters.length) {
    if (globs[at] === '*') {
      star = at++;
      resume = from;
    } else if (globs[at] === '?' || globs[at] === characters[from]) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++resume;
    } else return false;
  }
  while (globs[at] === '*') at++;
  return at === globs.length;
}
