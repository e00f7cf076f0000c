import { compileJsonata } from '../expressions/compile-jsonata';
import { expressionIn } from '../expressions/expression';
import { isObject, type Json, type JsonObject } from '../json';
import type { Report } from './report';

/** Fields whose strings are never expressions. */
const CONSTANT = new Set([
  'Comment',
  'Type',
  'Resource',
  'Next',
  'Default',
  'StartAt',
  'Label',
  'ErrorEquals',
  'QueryLanguage',
  'ProcessorConfig',
]);

/** Every `{% … %}` parses, ends as it should, and refers to nothing that does not exist at the top level. */
export function checkExpressions(value: Json, report: Report, path = ''): void {
  if (typeof value === 'string') {
    checkText(value, path, report);
    return;
  }
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkExpressions(item, report, `${path}[${i}]`);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (!CONSTANT.has(key) || !isStateField(value)) checkExpressions(member, report, `${path}/${key}`);
  }
}

/** Within a payload a key called `Next` or `Comment` is data. */
const isStateField = (object: JsonObject): boolean =>
  ['Type', 'StartAt', 'States', 'ErrorEquals', 'Condition', 'Resource', 'Mode'].some(
    (key) => object[key] !== undefined,
  );

function checkText(text: string, path: string, report: Report): void {
  const opens = text.startsWith('{%');
  const closes = text.endsWith('%}');
  if (!opens && !closes) return;
  const expression = expressionIn(text);
  if (expression === undefined) {
    report(
      path,
      `The JSONata expression must begin with '{%' and end with '%}': ${text}`,
      'INVALID_JSONATA_EXPRESSION',
    );
    return;
  }
  for (const { message, code } of faultsOf(expression)) report(path, message, code);
}

interface ExpressionFault {
  readonly code: string;
  readonly message: string;
}

/**
 * Faults by expression. A start over an earlier deployment validates every machine again, and compiling its
 * expressions costs more than all the rest.
 */
const known = new Map<string, readonly ExpressionFault[]>();
/** Several times what the machines of one configuration have; the oldest goes first. */
const MAX_KNOWN = 2000;

function faultsOf(expression: string): readonly ExpressionFault[] {
  const before = known.get(expression);
  if (before !== undefined) return before;
  const faults = findFaults(expression);
  if (known.size >= MAX_KNOWN) known.delete(known.keys().next().value!);
  known.set(expression, faults);
  return faults;
}

function findFaults(expression: string): ExpressionFault[] {
  try {
    return unsupported(compileJsonata(expression).ast() as unknown as Ast).map((message) => ({
      code: 'UNSUPPORTED_JSONATA_EXPRESSION',
      message,
    }));
  } catch (error) {
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: (error as Error).message }];
  }
}

interface Ast {
  readonly type?: string;
  readonly value?: unknown;
  readonly [part: string]: unknown;
}

/**
 * There is no context item at the top level: names, wildcards, `$` and `$$` there refer to nothing. (`$eval` is
 * accepted, and fails when it runs.)
 */
function unsupported(root: Ast): string[] {
  const complaints: string[] = [];
  const visit = (node: unknown, top: boolean): void => {
    if (Array.isArray(node)) {
      for (const n of node) visit(n, top);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const ast = node as Ast;
    if (top) complaints.push(...topLevel(ast));
    if (ast.type === 'path') {
      visitPath(ast, top);
      return;
    }
    for (const [key, part] of Object.entries(ast)) {
      if (key === 'predicate' || key === 'stages' || key === 'group') visit(part, false);
      else visit(part, top && !(ast.type === 'transform'));
    }
  };
  const visitPath = ({ steps, ...rest }: Ast, top: boolean): void => {
    const [first, ...others] = steps as Ast[];
    visit(first, top);
    visit(others, false);
    visit(
      Object.values(rest).filter((part) => typeof part === 'object'),
      false,
    );
  };
  visit(root, true);
  return complaints;
}

function topLevel({ type, value }: Ast): string[] {
  const refuse = (what: string, where = ' at the top level'): string[] => [
    `Reference to '${what}'${where} is not supported.`,
  ];
  if (type === 'name') return refuse(String(value));
  if (type === 'wildcard' || type === 'descendant') return refuse(String(value));
  if (type === 'variable' && value === '') return refuse('$');
  if (type === 'variable' && value === '$') return refuse('$$', '');
  return [];
}
