import type { ProducerSettings, TableStreamSettings } from '../config/dynamodb/types';

/** The entry that streams this account's tables by that name. The configuration has it, for a stack was made of it. */
export function producerNamed(dynamodb: readonly TableStreamSettings[], name: string): ProducerSettings {
  const found = dynamodb.find((each): each is ProducerSettings => each.from === undefined && each.name === name);
  if (found === undefined) throw new RangeError(`No entry of dynamodb streams tables as '${name}': deploy again.`);
  return found;
}
