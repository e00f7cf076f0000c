import { BoundedRegExp } from '../../bounded-regexp';
import { ServiceError } from '../../service';
import { type Token, tokensOf } from './partition-tokens';

type Test = (values: readonly string[]) => boolean;

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (o) => o === 0,
  '<>': (o) => o !== 0,
  '!=': (o) => o !== 0,
  '<': (o) => o < 0,
  '<=': (o) => o <= 0,
  '>': (o) => o > 0,
  '>=': (o) => o >= 0,
};

/** GetPartitions, "Expression": length constraint. */
const MAX_EXPRESSION_LENGTH = 2048;

/**
 * GetPartitions' Expression: comparisons, IN, BETWEEN and LIKE, joined by AND, OR, NOT and parentheses.
 * Values compare as text, which is right for the `string` keys a crawler makes. Anything else is InvalidInputException.
 */
export function partitionFilter(expression: string | undefined, keys: readonly string[]): Test {
  if (expression === undefined || expression.trim() === '') return () => true;
  const refuse = (): never => {
    throw new ServiceError('InvalidInputException', `Unsupported expression '${expression.slice(0, 200)}'`);
  };
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    throw new ServiceError(
      'InvalidInputException',
      `Expression has ${expression.length} characters. Member must have length less than or equal to ${MAX_EXPRESSION_LENGTH}.`,
    );
  }
  return new FilterParser(tokensOf(expression) ?? refuse(), keys, refuse).whole();
}

class FilterParser {
  #next = 0;
  constructor(
    readonly tokens: readonly Token[],
    readonly keys: readonly string[],
    readonly refuse: () => never,
  ) {}

  whole(): Test {
    const test = this.#or();
    return this.#take().kind === 'end' ? test : this.refuse();
  }

  #or(): Test {
    const tests = [this.#and()];
    while (this.#takeIf('or')) tests.push(this.#and());
    return (values) => tests.some((test) => test(values));
  }

  #and(): Test {
    const tests = [this.#not()];
    while (this.#takeIf('and')) tests.push(this.#not());
    return (values) => tests.every((test) => test(values));
  }

  #not(): Test {
    if (this.#takeIf('not')) return negated(this.#not());
    if (!this.#takeIf('(')) return this.#condition();
    const test = this.#or();
    return this.#takeIf(')') ? test : this.refuse();
  }

  #condition(): Test {
    const column = this.#take();
    const position = this.keys.indexOf(column.value.toLowerCase());
    if ((column.kind !== 'word' && column.kind !== 'column') || position < 0) return this.refuse();
    const isNegated = this.#takeIf('not');
    const test = this.#predicate(isNegated);
    return (values) => test(values[position]!) !== isNegated;
  }

  #predicate(isNegated: boolean): (value: string) => boolean {
    if (this.#takeIf('in')) return this.#oneOf();
    if (this.#takeIf('between')) {
      const low = this.#literal();
      if (!this.#takeIf('and')) return this.refuse();
      const high = this.#literal();
      return (value) => value >= low && value <= high;
    }
    if (this.#takeIf('like')) {
      const pattern = likePattern(this.#literal());
      return (value) => pattern.test(value);
    }
    const passes = COMPARISONS[this.#take().value];
    if (passes === undefined || isNegated) return this.refuse();
    const wanted = this.#literal();
    return (value) => passes(value < wanted ? -1 : value > wanted ? 1 : 0);
  }

  #oneOf(): (value: string) => boolean {
    if (!this.#takeIf('(')) return this.refuse();
    const allowed = new Set([this.#literal()]);
    while (this.#takeIf(',')) allowed.add(this.#literal());
    if (!this.#takeIf(')')) return this.refuse();
    return (value) => allowed.has(value);
  }

  #literal(): string {
    const { kind, value } = this.#take();
    return kind === 'text' || kind === 'number' ? value : this.refuse();
  }

  #take(): Token {
    const token = this.tokens[this.#next] ?? this.refuse();
    this.#next++;
    return token;
  }

  /** Takes a keyword or symbol if it comes next. */
  #takeIf(wanted: string): boolean {
    const token = this.tokens[this.#next];
    const fits = (token?.kind === 'word' || token?.kind === 'symbol') && token.value.toLowerCase() === wanted;
    if (fits) this.#next++;
    return fits;
  }
}

const negated =
  (test: Test): Test =>
  (values) =>
    !test(values);

/** `%` is any run of characters, `_` one. */
function likePattern(like: string): BoundedRegExp {
  const source = like.replace(/[%_]|[.*+?^${}()|[\]\\/]/g, (token) =>
    token === '%' ? '.*' : token === '_' ? '.' : `\\${token}`,
  );
  return new BoundedRegExp(new RegExp(`^${source}$`, 's'));
}
