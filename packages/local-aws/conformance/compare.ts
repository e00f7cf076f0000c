import { isObject, type Json } from '../engine/json';
import type { Case, Difference } from './case';

const DATES =
  /(?:[1-9]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-][01]\d:?(?:[0-5]\d)?)/g;

/** Compares as the data's README asks: names bound to tokens, times to `date`, wildcards, ignored keys. */
export class Comparison {
  readonly differences: Difference[] = [];
  constructor(readonly given: Pick<Case, 'bindings' | 'wildcards' | 'ignoreKeys'>) {}

  check(level: 1 | 2 | 3, path: string, expected: Json | undefined, actual: Json | undefined): void {
    const differs = (at: string, e: unknown, a: unknown): void => {
      this.differences.push({ level, path: at, expected: e, actual: a });
    };
    if (expected === undefined || actual === undefined) {
      if (expected !== actual) differs(path, expected, actual);
      return;
    }
    this.#walk(path, expected, this.tokens(actual), differs);
  }

  same(expected: Json, actual: Json): boolean {
    let same = true;
    this.#walk('', expected, this.tokens(actual), () => {
      same = false;
    });
    return same;
  }

  /** A value with this run's names replaced by the recording's tokens. */
  tokens(value: Json): Json {
    let text = JSON.stringify(value);
    for (const { value: name, token } of this.given.bindings ?? []) text = text.replaceAll(name, token);
    return JSON.parse(text.replace(DATES, 'date')) as Json;
  }

  #walk(
    path: string,
    expected: Json,
    actual: Json | undefined,
    differs: (path: string, e: unknown, a: unknown) => void,
  ): void {
    if (typeof expected === 'string' && this.#matches(expected, actual)) return;
    if (Array.isArray(expected) && Array.isArray(actual)) {
      if (expected.length !== actual.length) differs(`${path}/length`, expected.length, actual.length);
      else for (const [i, item] of expected.entries()) this.#walk(`${path}/${i}`, item, actual[i], differs);
      return;
    }
    if (isObject(expected) && isObject(actual)) {
      for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
        if (this.given.ignoreKeys?.includes(key)) continue;
        if (expected[key] === undefined) differs(`${path}/${key}`, undefined, actual[key]);
        else this.#walk(`${path}/${key}`, expected[key], actual[key], differs);
      }
      return;
    }
    if (expected !== actual) differs(path, expected, actual);
  }

  #matches(expected: string, actual: Json | undefined): boolean {
    const { wholeString = [], anywhere = [] } = this.given.wildcards ?? {};
    if (wholeString.includes(expected)) return actual !== undefined;
    const tokens = anywhere.filter((token) => expected.includes(token));
    if (tokens.length === 0 || typeof actual !== 'string') return expected === actual;
    let pattern = expected.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    for (const token of [...tokens].sort((a, b) => b.length - a.length)) {
      pattern = pattern.replaceAll(token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), '[\\s\\S]*?');
    }
    return new RegExp(`^${pattern}$`).test(actual);
  }
}
