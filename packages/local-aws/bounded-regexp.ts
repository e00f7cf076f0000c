import { createContext, Script } from 'node:vm';
import { RE2JS, RE2JSException } from 're2js';

/** For what a linear engine cannot do: long enough for any honest match, short enough for whoever waits beside it. */
const MAX_MATCH_MS = 500;

/**
 * A regular expression that a user wrote, in bounded time: JavaScript's own takes exponential time for `(a+)+$`, and
 * everything stands still with it. It runs in time linear in the text. Lookarounds and backreferences, which need
 * backtracking, run under a deadline and throw a RegExpTimeoutError beyond it. As in Java, a character is a code point,
 * and `\s` is ASCII's.
 */
export class BoundedRegExp {
  /** Where the next search begins, as a global RegExp has it. */
  lastIndex = 0;
  readonly #search: Search;

  constructor(expression: RegExp) {
    const known = SEARCHES.get(expression) ?? searchOf(expression);
    SEARCHES.set(expression, known);
    this.#search = known;
  }

  exec(text: string): Match | null {
    const match = this.#search(text, this.lastIndex);
    this.lastIndex = match === null ? 0 : match.index + (match[0]?.length ?? 0);
    return match;
  }

  test(text: string): boolean {
    return this.#search(text, 0) !== null;
  }
}

export class RegExpTimeoutError extends Error {
  override readonly name = 'RegExpTimeoutError';
  constructor(expression: RegExp) {
    super(`The regular expression ${expression} took longer than ${MAX_MATCH_MS} ms: simplify it`);
  }
}

/** Groups that took no part are undefined. */
type Match = readonly (string | undefined)[] & { readonly index: number };
type Search = (text: string, from: number) => Match | null;

/** An expression literal is evaluated again and again. */
const SEARCHES = new WeakMap<RegExp, Search>();

function searchOf(expression: RegExp): Search {
  try {
    return linearSearch(expression);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return searchUnderDeadline(expression);
  }
}

function linearSearch({ source, flags }: RegExp): Search {
  const options =
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0);
  const compiled = RE2JS.compile(RE2JS.translateRegExp(source), options);
  let last: { readonly text: string; readonly matcher: ReturnType<RE2JS['matcher']> } | undefined;
  return (text, from) => {
    if (from > text.length) return null;
    // Whoever replaces all matches searches one text many times.
    if (last?.text !== text) last = { text, matcher: compiled.matcher(text) };
    const { matcher } = last;
    if (!matcher.find(from)) return null;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
    return Object.assign(groups, { index: matcher.start() });
  };
}

const sandbox = createContext({});
const script = new Script('expression.exec(text)');

/** V8 interrupts a regular expression that runs too long only where it interrupts whole scripts. */
function searchUnderDeadline(expression: RegExp): Search {
  const global = new RegExp(
    expression.source,
    expression.flags.includes('g') ? expression.flags : `${expression.flags}g`,
  );
  return (text, from) => {
    global.lastIndex = from;
    Object.assign(sandbox, { expression: global, text });
    try {
      return script.runInContext(sandbox, { timeout: MAX_MATCH_MS }) as Match | null;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      throw new RegExpTimeoutError(expression);
    }
  };
}
