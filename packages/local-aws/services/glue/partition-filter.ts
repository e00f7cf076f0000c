import { ServiceError } from '../../service';

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

/**
 * The part of GetPartitions' Expression that callers use: comparisons, IN and BETWEEN joined by AND.
 * Values compare as text, which is right for the `string` keys a crawler makes. Anything else is InvalidInputException.
 */
export function partitionFilter(expression: string | undefined, keys: readonly string[]): Test {
  if (expression === undefined || expression.trim() === '') return () => true;
  const tests = conditionsOf(expression).map((condition) => conditionTest(condition, keys));
  return (values) => tests.every((test) => test(values));
}

/** Splits at AND, but not at the AND of a BETWEEN. */
function conditionsOf(expression: string): string[] {
  const protectedBetween = expression.replace(/\bbetween\s+(\S+)\s+and\s+/gi, 'BETWEEN $1 \u0000 ');
  return protectedBetween.split(/\s+and\s+/i).map((part) => part.trim().replace(/^\((.*)\)$/, '$1'));
}

function conditionTest(condition: string, keys: readonly string[]): Test {
  const match = /^["`]?(\w+)["`]?\s*(=|<>|!=|<=|>=|<|>|in\b|BETWEEN\b)\s*(.+)$/is.exec(condition);
  const position = match === null ? -1 : keys.indexOf(match[1]!.toLowerCase());
  if (match === null || position < 0) {
    throw new ServiceError('InvalidInputException', `Unsupported expression '${condition}'`);
  }
  const [, , operator, operand] = match as unknown as [string, string, string, string];
  if (operator.toLowerCase() === 'in') {
    const allowed = new Set(
      operand
        .replace(/^\(|\)$/g, '')
        .split(',')
        .map(literal),
    );
    return (values) => allowed.has(values[position]!);
  }
  if (operator.toLowerCase() === 'between') {
    const [low, high] = operand.split('\u0000').map(literal) as [string, string];
    return (values) => values[position]! >= low && values[position]! <= high;
  }
  const wanted = literal(operand);
  const passes = COMPARISONS[operator]!;
  return (values) => passes(values[position]! < wanted ? -1 : values[position]! > wanted ? 1 : 0);
}

const literal = (text: string): string =>
  text
    .trim()
    .replace(/^'(.*)'$/s, '$1')
    .replaceAll("''", "'");
