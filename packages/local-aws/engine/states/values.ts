import { QueryEvaluationError } from '../errors';
import { expressionIn } from '../expressions/expression';
import { type Json, typeName } from '../json';
import type { StateRun } from '../run/run';

export function unexpectedType(template: Json, field: string, expected: string, value: Json): QueryEvaluationError {
  const expression = typeof template === 'string' ? expressionIn(template) : undefined;
  const what =
    expression === undefined
      ? `The value specified for the field '${field}'`
      : `The JSONata expression '${expression}' specified for the field '${field}'`;
  return new QueryEvaluationError(
    `${what} returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    field,
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** As {@link numberIn}, with the fraction cut off. */
export async function wholeNumber(run: StateRun, template: Json, field: string, range: Range): Promise<number> {
  return Math.trunc(await numberIn(run, template, field, range));
}

/** A number in a range, given as number or expression. Digits in a string count too (recorded of MaxItems). */
export async function numberIn(run: StateRun, template: Json, field: string, { from, to }: Range): Promise<number> {
  const value = await run.evaluate(template, field);
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') throw unexpectedType(template, field, 'number', value);
  if (Math.trunc(number) < from || number > to) {
    throw new QueryEvaluationError(
      `The ${field} field's value is not between ${from} and ${to} inclusive: ${number}`,
      field,
    );
  }
  return number;
}

export async function text(run: StateRun, template: Json, field: string): Promise<string> {
  const value = await run.evaluate(template, field);
  if (typeof value !== 'string') throw unexpectedType(template, field, 'string', value);
  return value;
}
