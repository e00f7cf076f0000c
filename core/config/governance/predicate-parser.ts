import { type Token, tokensOf } from './predicate-tokens';
import { CONSTRUCTS, RESERVED } from './predicate-words';

/** A column, and what a predicate holds against it. */
export interface Comparison {
  /** In lower case, without quotes; of a nested field, the column that it is in. */
  readonly column: string;
  readonly isNested: boolean;
  readonly isNullTest: boolean;
  readonly values: readonly { readonly kind: 'text' | 'number' | 'boolean'; readonly text: string }[];
}

export interface ParsedPredicate {
  /** All up to the flaw. */
  readonly comparisons: readonly Comparison[];
  /** What Lake Formation refuses whatever the table, and what to write instead. */
  readonly flaw?: string;
}

/**
 * Reads a row predicate as Lake Formation documents it: columns compared with values, joined by AND, OR and NOT (Lake
 * Formation Developer Guide, "PartiQL support in row filter expressions").
 */
export function parsePredicate(predicate: string): ParsedPredicate {
  const parser = new Parser(tokensOf(predicate));
  try {
    parser.whole();
    return { comparisons: parser.comparisons };
  } catch (error) {
    if (error instanceof Flaw) return { comparisons: parser.comparisons, flaw: error.message };
    throw error;
  }
}

/** Ends the parsing, and never leaves this file. */
class Flaw extends Error {
  override readonly name = 'Flaw';
}

const COMPARISONS: readonly string[] = ['=', '<', '>', '<=', '>=', '<>', '!='];
const END: Token = { kind: 'end', text: '', as: 'the end' };
const VALUES = 'compare columns with values, or have the source store the result in a column';

class Parser {
  readonly comparisons: Comparison[] = [];
  #at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  whole(): void {
    this.#either();
    if (this.#next.kind !== 'end') throw this.#unexpected('AND or OR');
  }

  get #next(): Token {
    return this.tokens[this.#at] ?? END;
  }

  #take(): Token {
    const token = this.#next;
    this.#at += 1;
    return token;
  }

  #accept(...texts: readonly string[]): boolean {
    const isThere = (this.#next.kind === 'operator' || this.#next.kind === 'sign') && texts.includes(this.#next.text);
    if (isThere) this.#at += 1;
    return isThere;
  }

  #either(): void {
    do this.#all();
    while (this.#accept('or'));
  }

  #all(): void {
    do this.#one();
    while (this.#accept('and'));
  }

  #one(): void {
    while (this.#accept('not')) {}
    if (this.#accept('(')) {
      this.#either();
      if (!this.#accept(')')) throw this.#unexpected("AND, OR or ')'");
    } else this.#comparison();
  }

  #comparison(): void {
    const column = this.#column();
    let isNested = false;
    while (this.#accept('.')) {
      isNested = true;
      this.#column();
    }
    const isNullTest = this.#accept('is');
    const values = isNullTest ? this.#isNull() : this.#valuesFor(column);
    this.comparisons.push({ column, isNested, isNullTest, values });
  }

  #isNull(): [] {
    this.#accept('not');
    if (!this.#accept('null')) throw this.#unexpected('NULL');
    return [];
  }

  #valuesFor(column: string): Comparison['values'] {
    if (this.#accept(...COMPARISONS)) return [this.#value(column)];
    this.#accept('not');
    if (this.#accept('like')) return [this.#pattern(column)];
    if (this.#accept('between')) {
      const from = this.#value(column);
      if (!this.#accept('and')) throw this.#unexpected('AND');
      return [from, this.#value(column)];
    }
    if (!this.#accept('in')) throw this.#unexpected('a comparison, LIKE, BETWEEN, IN or IS NULL');
    if (!this.#accept('(')) throw this.#unexpected("'('");
    const values = [this.#value(column)];
    while (this.#accept(',')) values.push(this.#value(column));
    if (!this.#accept(')')) throw this.#unexpected("',' or ')'");
    return values;
  }

  #column(): string {
    const token = this.#next;
    if (token.kind !== 'quoted' && token.kind !== 'word') throw this.#unexpected('a column');
    if (token.kind === 'word') this.#judgeName(token);
    this.#at += 1;
    return token.text;
  }

  /** An unquoted name. */
  #judgeName({ text, as }: Token): void {
    const after = this.tokens[this.#at + 1];
    if (after?.text === '(')
      throw new Flaw(`calls ${text}(), and Lake Formation's row filters take no functions: ${VALUES}`);
    if (CONSTRUCTS.has(text) || (RESERVED.has(text) && after?.kind === 'text')) {
      throw new Flaw(`uses ${text.toUpperCase()}, which Lake Formation's row filters do not take: ${VALUES}`);
    }
    if (RESERVED.has(text)) throw new Flaw(`names '${as}', a reserved word, without double quotes: write "${text}"`);
    if (/[^\x20-\x7e]/.test(text)) {
      throw new Flaw(`names '${as}', which is not of ASCII letters, without double quotes: write "${text}"`);
    }
  }

  #pattern(column: string): Comparison['values'][number] {
    const pattern = this.#value(column);
    if (pattern.kind === 'text') return pattern;
    throw new Flaw(`has LIKE ${pattern.text}, and patterns are texts: write ${column} = ${pattern.text}`);
  }

  #value(column: string): Comparison['values'][number] {
    const { kind, text } = this.#next;
    if (kind === 'text' || kind === 'number' || kind === 'boolean') {
      this.#at += 1;
      return { kind, text };
    }
    if (text === 'null') throw new Flaw(`compares column ${column} with NULL: write IS NULL or IS NOT NULL`);
    if (kind !== 'quoted' && kind !== 'word') throw this.#unexpected('a value');
    const other = this.#column();
    throw new Flaw(
      `compares column ${column} with column ${other}, and Lake Formation's row filters compare with values only: ${VALUES}. Texts stand in single quotes`,
    );
  }

  #unexpected(expected: string): Flaw {
    const { kind, as } = this.#take();
    if (kind === 'stranger')
      return new Flaw(`has '${as}', and Lake Formation's row filters calculate nothing: ${VALUES}`);
    if (kind === 'text' || kind === 'number' || kind === 'boolean') {
      if (expected === 'a column')
        return new Flaw(`has the value ${as} where a column should stand: write the column first`);
    }
    const found = kind === 'end' ? 'ends' : `has '${as}'`;
    return new Flaw(`${found} where ${expected} should stand: complete the predicate`);
  }
}
