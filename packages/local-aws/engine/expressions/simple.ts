import type jsonata from 'jsonata';
import type { Json } from '../json';

/** Says that an expression, or the values it met, are not simple: JSONata itself decides then. */
export const NOT_SIMPLE: unique symbol = Symbol('not simple');

/** What an expression can read. */
export interface Names {
  /** A member of `$states`; undefined when there is none. */
  state(member: string): Json | undefined;
  /** A variable in scope; undefined when there is none. */
  variable(name: string): Json | undefined;
}

type Result = Json | typeof NOT_SIMPLE;
export type Simple = (names: Names) => Result;

/** Well below the nesting that Step Functions refuses. */
const MAX_NESTING = 16;
/** Longer texts are left to JSONata, which knows how large a value may grow. */
const MAX_TEXT_LENGTH = 100_000;

/**
 * Compiles paths, literals, comparisons, arithmetic, `&`, `and`, `or` and `? :` to a function that does not wait. Its
 * result is JSONata's own, or NOT_SIMPLE: for an array within a path, a value that is missing, operands of unlike
 * types, and whatever ends in an error. Undefined for an expression of another kind.
 */
export const compileSimple = (ast: jsonata.ExprNode): Simple | undefined => compile(ast as Node, 0);

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly lhs?: Node;
  readonly rhs?: Node;
  readonly expressions?: readonly Node[];
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
}

const PLAIN: Readonly<Record<string, readonly string[]>> = {
  string: ['value'],
  number: ['value'],
  value: ['value'],
  name: ['value'],
  variable: ['value'],
  path: ['steps'],
  binary: ['value', 'lhs', 'rhs'],
  block: ['expressions'],
  condition: ['condition', 'then', 'else'],
};

/** A node with anything more on it (a filter, a grouping, an index, a kept array) means something else. */
const isPlain = (node: Node): boolean => {
  const known = PLAIN[node.type];
  return (
    known !== undefined &&
    Object.entries(node).every(([k, v]) => v === undefined || k === 'type' || k === 'position' || known.includes(k))
  );
};

function compile(node: Node | undefined, depth: number): Simple | undefined {
  if (node === undefined || depth > MAX_NESTING || !isPlain(node)) return undefined;
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return literal(node.value as Json);
    case 'variable':
      return path([node]);
    case 'path':
      return path(node.steps ?? []);
    case 'block':
      return node.expressions?.length === 1 ? compile(node.expressions[0], depth + 1) : undefined;
    case 'condition':
      return condition(node, depth + 1);
    case 'binary':
      return binary(node, depth + 1);
    default:
      return undefined;
  }
}

const literal = (value: Json): Simple => {
  return () => value;
};

function path([first, ...rest]: readonly Node[]): Simple | undefined {
  if (first?.type !== 'variable' || typeof first.value !== 'string' || first.value === '') return undefined;
  if (rest.some((step) => step.type !== 'name' || !isPlain(step) || typeof step.value !== 'string')) return undefined;
  const name = first.value;
  const members = rest.map((step) => step.value as string);
  if (name !== 'states') return (names) => follow(names.variable(name), members, 0);
  const [member] = members;
  return member === undefined ? undefined : (names) => follow(names.state(member), members, 1);
}

function follow(from: Json | undefined, members: readonly string[], start: number): Result {
  let value = from;
  for (let i = start; i < members.length; i++) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return NOT_SIMPLE;
    const member = members[i]!;
    if (!Object.hasOwn(value, member)) return NOT_SIMPLE;
    value = value[member];
  }
  return value === undefined ? NOT_SIMPLE : value;
}

function condition(node: Node, depth: number): Simple | undefined {
  const test = compile(node.condition, depth);
  const yes = compile(node.then, depth);
  const no = compile(node.else, depth);
  if (test === undefined || yes === undefined || no === undefined) return undefined;
  return (names) => {
    const met = test(names);
    return typeof met === 'boolean' ? (met ? yes(names) : no(names)) : NOT_SIMPLE;
  };
}

function binary(node: Node, depth: number): Simple | undefined {
  const lhs = compile(node.lhs, depth);
  const rhs = compile(node.rhs, depth);
  if (lhs === undefined || rhs === undefined) return undefined;
  const { value: operator } = node;
  if (operator === 'and' || operator === 'or') return logical(lhs, rhs, operator === 'or');
  const operation = OPERATIONS[String(operator)];
  if (operation === undefined) return undefined;
  return (names) => {
    const left = lhs(names);
    if (left === NOT_SIMPLE) return NOT_SIMPLE;
    const right = rhs(names);
    return right === NOT_SIMPLE ? NOT_SIMPLE : operation(left, right);
  };
}

/** The second operand is not evaluated when the first decides. */
function logical(lhs: Simple, rhs: Simple, deciding: boolean): Simple {
  return (names) => {
    const left = lhs(names);
    if (typeof left !== 'boolean') return NOT_SIMPLE;
    if (left === deciding) return left;
    const right = rhs(names);
    return typeof right === 'boolean' ? right : NOT_SIMPLE;
  };
}

type Operation = (left: Json, right: Json) => Result;

const isScalar = (value: Json): boolean => value === null || typeof value !== 'object';

const equality = (equal: boolean): Operation => {
  return (left, right) => (isScalar(left) && isScalar(right) ? (left === right) === equal : NOT_SIMPLE);
};

const arithmetic = (compute: (left: number, right: number) => number): Operation => {
  return (left, right) => {
    if (typeof left !== 'number' || typeof right !== 'number') return NOT_SIMPLE;
    const result = compute(left, right);
    return Number.isFinite(result) ? result : NOT_SIMPLE;
  };
};

const order = (compare: (left: number | string, right: number | string) => boolean): Operation => {
  return (left, right) => {
    const alike = (typeof left === 'number' || typeof left === 'string') && typeof left === typeof right;
    return alike ? compare(left, right as typeof left) : NOT_SIMPLE;
  };
};

const concatenate: Operation = (left, right) => {
  if (typeof left !== 'string' || typeof right !== 'string') return NOT_SIMPLE;
  return left.length + right.length > MAX_TEXT_LENGTH ? NOT_SIMPLE : left + right;
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '=': equality(true),
  '!=': equality(false),
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '<': order((a, b) => a < b),
  '<=': order((a, b) => a <= b),
  '>': order((a, b) => a > b),
  '>=': order((a, b) => a >= b),
  '&': concatenate,
};
