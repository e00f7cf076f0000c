import type { Item } from './change';

interface Input {
  readonly TableName?: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly RequestItems?: Readonly<
    Record<string, readonly { readonly PutRequest?: { Item?: Item }; readonly DeleteRequest?: { Key?: Item } }[]>
  >;
}

const SINGLE = ['PutItem', 'UpdateItem', 'DeleteItem'];

export const isWrite = (operation: string): boolean => operation === 'BatchWriteItem' || SINGLE.includes(operation);

/** Items that the call writes: each with at least its key. */
export function itemsWritten(
  operation: string,
  input: object,
): readonly { readonly table: string; readonly item: Item }[] {
  const { TableName: table = '', Item, Key, RequestItems = {} } = input as Input;
  if (SINGLE.includes(operation)) return [{ table, item: Item ?? Key ?? {} }];
  if (operation !== 'BatchWriteItem') return [];
  return Object.entries(RequestItems).flatMap(([name, requests]) =>
    requests.map(({ PutRequest, DeleteRequest }) => ({
      table: name,
      item: PutRequest?.Item ?? DeleteRequest?.Key ?? {},
    })),
  );
}
