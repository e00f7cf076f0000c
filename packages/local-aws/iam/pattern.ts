/** One piece of a pattern: text as it stands, any text (`*`), or any one character (`?`). */
export type Piece = string | typeof ANY_TEXT | typeof ANY_CHARACTER;

export const ANY_TEXT = Symbol('*');
export const ANY_CHARACTER = Symbol('?');

/** `*` is any text, `?` one character; everything else stands for itself. */
export function piecesOf(pattern: string): Piece[] {
  return pattern
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? ANY_TEXT : part === '?' ? ANY_CHARACTER : part));
}

/**
 * Whether the whole text matches. Goes back at most to the last `*`, so that a hostile pattern costs text times
 * pattern, and never exponential time.
 */
export function matches(pieces: readonly Piece[], text: string): boolean {
  let [at, piece] = [0, 0];
  let retry: { piece: number; at: number } | undefined;
  for (;;) {
    const current = pieces[piece];
    if (current === ANY_TEXT) {
      piece++;
      if (piece === pieces.length) return true;
      retry = { piece, at };
      continue;
    }
    if (current === undefined && at === text.length) return true;
    const width = current === ANY_CHARACTER ? 1 : (current?.length ?? 0);
    const fits =
      current !== undefined && (current === ANY_CHARACTER ? at < text.length : text.startsWith(current as string, at));
    if (fits) {
      at += width;
      piece++;
      continue;
    }
    if (retry === undefined || retry.at >= text.length) return false;
    retry.at++;
    at = retry.at;
    piece = retry.piece;
  }
}

/** Segments of an ARN: the sixth is the resource, colons and all. */
const SEGMENTS = 6;

/** Splits at the first five colons outside of a policy variable. */
export function segmentsOf(arn: string): string[] {
  const segments: string[] = [];
  let [begin, depth] = [0, 0];
  for (let i = 0; i < arn.length && segments.length < SEGMENTS - 1; i++) {
    if (arn.startsWith('${', i)) depth++;
    else if (arn[i] === '}' && depth > 0) depth--;
    else if (arn[i] === ':' && depth === 0) {
      segments.push(arn.slice(begin, i));
      begin = i + 1;
    }
  }
  return [...segments, arn.slice(begin)];
}
