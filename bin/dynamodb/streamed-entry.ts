import type { ProducerSettings } from '../../core/config/dynamodb/types';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import { changeStreamName } from '../../core/dynamodb/deployed';

/** An entry of `dynamodb` whose tables are streamed from the account of the configuration. */
export interface StreamedEntry {
  readonly entry: ProducerSettings;
  /** Of the Kinesis stream and of the delivery stream. */
  readonly streamName: string;
  /** The stack that makes both. */
  readonly stack: string;
}

/** Throws for a name that no entry with tables has. */
export function streamedEntry({ dynamodb, environment }: Settings, name: string): StreamedEntry {
  const entries = dynamodb.filter((each): each is ProducerSettings => each.from === undefined);
  const names = namesOf(environment);
  const entry = entries.find((each) => each.name === name);
  if (entry !== undefined) {
    return {
      entry,
      streamName: changeStreamName(names, name),
      stack: names.deployed(`dynamodb-producer-${name}`),
    };
  }
  const known = entries.map((each) => each.name).join(', ') || 'none';
  throw new Error(`The configuration streams no tables as '${name}' (dynamodb[].name). It has: ${known}.`);
}
