import { isObject, type Json, type JsonObject } from '../json';

/** Names a state can go to. */
export const targetsOf = (state: JsonObject): string[] => transitionsOf(state).map(([, target]) => target);

/** Names a state can go to, each with its place in the state: `Next`, `Choices[0]/Next`. */
export function transitionsOf(state: JsonObject): [at: string, target: string][] {
  const rules = (field: string): [string, Json | undefined][] =>
    listOf(state[field]).map((rule, i) => [`${field}[${i}]/Next`, rule.Next]);
  const all: [string, Json | undefined][] = [
    ['Next', state.Next],
    ['Default', state.Default],
    ...rules('Choices'),
    ...rules('Catch'),
  ];
  return all.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

export const listOf = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
