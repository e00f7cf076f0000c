import { type Finding, type Machine, type Rule, readMachine } from './machine';
import { definitionRule } from './rules/definition';
import { createWithoutExists, failBehindCatch, fixedChildName, mapRunRules } from './rules/redrive';
import { errorNames, sdkCalls } from './rules/sdk-calls';
import { guardedTasks, noClock } from './rules/tasks';

export const RULES: readonly Rule[] = [
  failBehindCatch,
  fixedChildName,
  mapRunRules,
  createWithoutExists,
  guardedTasks,
  noClock,
  sdkCalls,
  errorNames,
];

/** Everything wrong with a machine. One whose definition is refused is not looked at further. */
export async function lintMachine(machine: Machine): Promise<Finding[]> {
  const refused = await definitionRule(machine);
  if (refused.length > 0) return refused;
  return (await Promise.all(RULES.map((rule) => rule(machine)))).flat();
}

export const lintFile = (file: string): Promise<Finding[]> => lintMachine(readMachine(file));
