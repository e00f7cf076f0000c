import { performance } from 'node:perf_hooks';
import type jsonata from 'jsonata';
import { QueryEvaluationError } from '../errors';
import { isObject, type Json, type JsonObject } from '../json';
import { MAX_EXPRESSION_MS, MAX_EXPRESSION_VALUE_BYTES } from '../limits';
import { compileJsonata } from './compile-jsonata';
import { type FunctionSources, MemoryLimitError, registerFunctions } from './functions';
import { compileSimple, type Names, NOT_SIMPLE, type Simple } from './simple';

/** Values by the names that JSONata reads: `states` and the variables in scope. */
export type Bindings = Readonly<Record<string, unknown>>;

/** What the expressions of one field can read. */
export interface Readable extends Names {
  /** All of it at once. */
  bindings(): Bindings;
}

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');
const GUARD = '\u0000guard';
/** Nesting of evaluations: on AWS a sum of 101 terms is refused, one of 100 is not (measured by the floci project). */
const MAX_DEPTH = 100;

const STACK_OVERFLOW =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';

interface Guard {
  readonly deadline: number;
  depth: number;
}

interface Environment {
  lookup(name: string): Guard | undefined;
  readonly isParallelCall?: boolean;
}

interface Compiled {
  readonly text: string;
  readonly whole: (bindings: Bindings) => Promise<unknown>;
  readonly simple?: Simple;
}

class RunawayError extends Error {
  override readonly name = 'RunawayError';
}

/** The text between `{%` and `%}`, or undefined for a plain string. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : undefined;
}

/** Compiles expressions once and evaluates them under Step Functions' rules and limits. */
export class Expressions {
  /** By the text of a field; a string without an expression stands for itself. */
  readonly #parsed = new Map<string, Compiled | string>();
  constructor(readonly sources: FunctionSources) {}

  /**
   * Evaluates every expression in a template; plain values stay. Where all of them are simple, the result is there at
   * once. Rejects with {@link QueryEvaluationError}.
   */
  evaluate(template: Json, names: Readable, field: string): Json | Promise<Json> {
    const simple = this.#simple(template, names);
    return simple === NOT_SIMPLE ? this.#evaluate(template, names.bindings(), field) : simple;
  }

  #simple(template: Json, names: Names): Json | typeof NOT_SIMPLE {
    if (typeof template === 'string') {
      const parsed = this.#parse(template);
      return typeof parsed === 'string' ? parsed : parsed.simple === undefined ? NOT_SIMPLE : parsed.simple(names);
    }
    if (typeof template !== 'object' || template === null) return template;
    if (Array.isArray(template)) return this.#simpleItems(template, names);
    const result: JsonObject = {};
    for (const key of Object.keys(template)) {
      const value = this.#simple(template[key]!, names);
      if (value === NOT_SIMPLE) return NOT_SIMPLE;
      result[key] = value;
    }
    return result;
  }

  #simpleItems(template: readonly Json[], names: Names): Json | typeof NOT_SIMPLE {
    const items: Json[] = [];
    for (const item of template) {
      const value = this.#simple(item, names);
      if (value === NOT_SIMPLE) return NOT_SIMPLE;
      items.push(value);
    }
    return items;
  }

  async #evaluate(template: Json, bindings: Bindings, field: string): Promise<Json> {
    if (typeof template === 'string') {
      const parsed = this.#parse(template);
      return typeof parsed === 'string' ? parsed : evaluateWhole(parsed, bindings, field);
    }
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [i, item] of template.entries()) items.push(await this.#evaluate(item, bindings, `${field}[${i}]`));
      return items;
    }
    if (isObject(template)) {
      const result: JsonObject = {};
      for (const key of Object.keys(template)) {
        result[key] = await this.#evaluate(template[key]!, bindings, `${field}/${key}`);
      }
      return result;
    }
    return template;
  }

  #parse(template: string): Compiled | string {
    const known = this.#parsed.get(template);
    if (known !== undefined) return known;
    const text = expressionIn(template);
    const parsed = text === undefined ? template : this.#compile(text);
    this.#parsed.set(template, parsed);
    return parsed;
  }

  /** What does not compile says so when it is evaluated. */
  #compile(text: string): Compiled {
    let expression: jsonata.Expression;
    try {
      expression = compileJsonata(text);
    } catch (error) {
      return { text, whole: () => Promise.reject(error) };
    }
    registerFunctions(expression, this.sources);
    const assign = expression.assign as (name: unknown, value: unknown) => void;
    assign(ENTRY, (_: unknown, __: unknown, environment: Environment) => watch(environment, 1));
    assign(EXIT, (_: unknown, __: unknown, environment: Environment, result: unknown) => {
      if (size(result) > MAX_EXPRESSION_VALUE_BYTES) throw new MemoryLimitError();
      watch(environment, -1);
    });
    const whole = (bindings: Bindings): Promise<unknown> => expression.evaluate(undefined, bindings);
    return { text, whole, simple: compileSimple(expression.ast()) };
  }
}

async function evaluateWhole({ text, whole }: Compiled, bindings: Bindings, field: string): Promise<Json> {
  const told = (what: string): QueryEvaluationError =>
    new QueryEvaluationError(`The JSONata expression '${text}' specified for the field '${field}' ${what}`, field);
  let value: unknown;
  try {
    const guard: Guard = { deadline: performance.now() + MAX_EXPRESSION_MS, depth: 0 };
    value = await whole({ ...bindings, [GUARD]: guard });
  } catch (error) {
    throw told(`threw an error during evaluation${describe(error)}`);
  }
  if (value === undefined) throw told('returned nothing (undefined).');
  const json = toJson(value);
  if (json === undefined) throw told('returned an unsupported result type.');
  return json;
}

const size = (value: unknown): number =>
  typeof value === 'string' ? value.length : Array.isArray(value) ? value.length * 8 : 0;

function watch(environment: Environment, step: 1 | -1): void {
  const guard = environment.lookup(GUARD);
  if (guard === undefined) return;
  if (performance.now() > guard.deadline)
    throw new RunawayError('Expression evaluation timeout: Check for infinite loop');
  if (environment.isParallelCall) return;
  guard.depth += step;
  if (guard.depth > MAX_DEPTH) throw new RunawayError(`${STACK_OVERFLOW}. Depth=${guard.depth} max=${MAX_DEPTH}`);
}

/**
 * JSONata's own errors follow a full stop and begin with their code; all others follow a colon (as AWS writes them).
 */
function describe(error: unknown): string {
  if (error instanceof RangeError) return `: ${STACK_OVERFLOW}`;
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? `: ${message}` : `. ${code}: ${message}`;
}

/**
 * A result as plain JSON: sequences become arrays, numbers beyond JSON their names; undefined for what has no JSON
 * form.
 */
function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const json = toJson(item ?? null);
      if (json === undefined) return undefined;
      items.push(json);
    }
    return items;
  }
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const json = toJson(member);
    if (json === undefined) return undefined;
    result[key] = json;
  }
  return result;
}
