import { readFileSync } from 'node:fs';
import type { Definition, Scope, State } from '../engine/definition';

/** A state and where it stands; `scope` holds its neighbours. */
export interface PlacedState {
  readonly name: string;
  readonly state: State;
  readonly scope: Scope;
  /** JSON pointer into the definition. */
  readonly location: string;
}

export interface Machine {
  readonly file: string;
  /** The file's text with placeholders filled, as the validators want it. */
  readonly text: string;
  readonly definition: Definition;
  readonly states: readonly PlacedState[];
}

export interface Finding {
  readonly rule: string;
  readonly location: string;
  readonly message: string;
}

export type Rule = (machine: Machine) => Finding[] | Promise<Finding[]>;

/** What placeholders stand for while a machine is looked at: names of the right shape. */
const filled = (text: string): string =>
  text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    if (name === 'Partition') return 'aws';
    return /(Table|Bucket|Database|Crawler|Topic)$/.test(name)
      ? name.toLowerCase()
      : `arn:aws:lambda:eu-central-1:111111111111:function:${name}`;
  });

/** Reads a machine's file. Throws a SyntaxError that names the file when it is not JSON. */
export function readMachine(file: string): Machine {
  const text = filled(readFileSync(file, 'utf8'));
  try {
    const definition = JSON.parse(text) as Definition;
    return { file, text, definition, states: placed(definition, '') };
  } catch (error) {
    throw new SyntaxError(`${file}: ${(error as Error).message}`);
  }
}

function placed(scope: Scope, path: string): PlacedState[] {
  return Object.entries(scope.States ?? {}).flatMap(([name, state]) => {
    const location = `${path}/States/${name}`;
    return [{ name, state, scope, location }, ...inside(state, location)];
  });
}

function inside(state: State, location: string): PlacedState[] {
  if (state.Type === 'Parallel')
    return (state.Branches ?? []).flatMap((branch, i) => placed(branch, `${location}/Branches[${i}]`));
  if (state.Type === 'Map' && state.ItemProcessor !== undefined)
    return placed(state.ItemProcessor, `${location}/ItemProcessor`);
  return [];
}
