import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Definition, Scope, State } from '../../../packages/local-aws/engine/definition';

const FOLDER = join(__dirname, '..', '..', '..', 'statemachines');
const ENDING = '.asl.json';

/** Every machine of the folder, by its file's name. */
export const machineNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length));

/** A machine's states, those inside Maps and Parallels too; their names are unique in the machine. */
export function machineStates(machine: string): ReadonlyMap<string, State> {
  const text = readFileSync(join(FOLDER, machine + ENDING), 'utf8');
  return new Map(statesOf(JSON.parse(text) as Definition));
}

const statesOf = ({ States }: Scope): [string, State][] =>
  Object.entries(States).flatMap(([name, state]): [string, State][] => [
    [name, state],
    ...(state.Type === 'Map' ? statesOf(state.ItemProcessor) : []),
    ...(state.Type === 'Parallel' ? state.Branches.flatMap(statesOf) : []),
  ]);
