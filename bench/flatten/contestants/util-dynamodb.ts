import { type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import { answering, contest, rowOf } from '../contest';

/** The SDK's own way from DynamoDB's JSON to values, told to leave numbers as text, then a pass over them. */
void contest(
  answering((record, sequence) =>
    rowOf(record, sequence, (image, prefix, row) => {
      const attributes = image as unknown as Parameters<typeof unmarshall>[0];
      leaves(unmarshall(attributes, { wrapNumbers: (digits: string) => digits }), prefix, row);
    }),
  ),
);

function leaves(values: Record<string, NativeAttributeValue>, prefix: string, row: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    const column = prefix + name;
    if (value === null || typeof value === 'string') row[column] = value;
    else if (typeof value === 'boolean') row[column] = String(value);
    else if (Array.isArray(value) || value instanceof Set) row[column] = JSON.stringify(plain(value));
    else leaves(value, `${column}__`, row);
  }
}

function plain(value: NativeAttributeValue): unknown {
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
