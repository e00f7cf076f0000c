import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

interface Attributes {
  readonly [name: string]: { readonly S?: string };
}
interface Write {
  readonly PutRequest?: { readonly Item: Attributes };
  readonly DeleteRequest?: { readonly Key: Attributes };
}

/** The two requests that governance makes of the ledger: whole partitions are read, single items written. */
export function memoryLedger(): Pick<DynamoDBClient, 'send'> {
  const items = new Map<string, Attributes>();
  const keyOf = ({ pk, sk }: Attributes): string => `${pk?.S}\n${sk?.S}`;
  const write = ({ PutRequest, DeleteRequest }: Write): void => {
    if (PutRequest !== undefined) items.set(keyOf(PutRequest.Item), PutRequest.Item);
    if (DeleteRequest !== undefined) items.delete(keyOf(DeleteRequest.Key));
  };
  const send = async ({ input }: { readonly input: Record<string, unknown> }): Promise<object> => {
    if (input.RequestItems !== undefined) {
      for (const writes of Object.values(input.RequestItems as Record<string, Write[]>)) writes.forEach(write);
      return {};
    }
    const values = Object.values(input.ExpressionAttributeValues as Attributes).map(({ S }) => S);
    return { Items: [...items.values()].filter(({ pk }) => values.includes(pk?.S)) };
  };
  return { send } as Pick<DynamoDBClient, 'send'>;
}
