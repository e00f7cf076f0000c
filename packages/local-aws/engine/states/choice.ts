import type { ChoiceState } from '../definition';
import { QueryEvaluationError, RuntimeStateError } from '../errors';
import { expressionIn } from '../expressions/expression';
import { typeName } from '../json';
import type { Exit, StateRun } from '../run/run';

/** The first rule whose Condition is true decides Output, Assign and Next; else the state's own, and Default. */
export async function runChoice(run: StateRun, state: ChoiceState): Promise<Exit> {
  for (const [i, rule] of state.Choices.entries()) {
    const field = `Choices[${i}]/Condition`;
    const met = await run.evaluate(rule.Condition, field);
    if (typeof met !== 'boolean') {
      const text = typeof rule.Condition === 'string' ? expressionIn(rule.Condition) : rule.Condition;
      throw new QueryEvaluationError(
        `The JSONata expression '${text}' specified for the field '${field}' returned an unexpected result type. ` +
          `Expected 'boolean', but was '${typeName(met)}' for value: ${JSON.stringify(met)}`,
        field,
      );
    }
    if (met) return run.leave(rule, run.frame.input, {}, `Choices[${i}]/`);
  }
  if (state.Default === undefined) {
    throw new RuntimeStateError('Failed to transition out of the state. The state does not point to a next state.');
  }
  return run.leave({ Output: state.Output, Assign: state.Assign, Next: state.Default }, run.frame.input);
}
