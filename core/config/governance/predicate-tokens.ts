import { OPERATORS } from './predicate-words';

export interface Token {
  readonly kind: 'text' | 'number' | 'boolean' | 'quoted' | 'word' | 'operator' | 'sign' | 'stranger' | 'end';
  /** Operators, words and quoted names in lower case, names without their quotes. */
  readonly text: string;
  /** As it stands in the predicate. */
  readonly as: string;
}

const TOKEN =
  /\s+|('(?:[^']|'')*')|"((?:[^"]|"")*)"|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{M}\p{N}_$]*)|(<>|<=|>=|!=|[=<>(),.])|(\|\||[\s\S])/gu;

export const tokensOf = (predicate: string): Token[] =>
  [...predicate.matchAll(TOKEN)].flatMap(([as, text, quoted, number, word, sign, stranger]): Token[] => {
    const lower = word?.toLowerCase() ?? '';
    if (text !== undefined) return [{ kind: 'text', text, as }];
    if (quoted !== undefined) return [{ kind: 'quoted', text: quoted.replaceAll('""', '"').toLowerCase(), as }];
    if (number !== undefined) return [{ kind: 'number', text: number, as }];
    if (lower === 'true' || lower === 'false') return [{ kind: 'boolean', text: lower, as }];
    if (word !== undefined) return [{ kind: OPERATORS.has(lower) ? 'operator' : 'word', text: lower, as }];
    if (sign !== undefined) return [{ kind: 'sign', text: sign, as }];
    return stranger === undefined ? [] : [{ kind: 'stranger', text: stranger, as }];
  });
