import type { ServerResponse } from 'node:http';
import { ServiceError } from '../../service';

/** As far as it is read here. */
export interface TableAnswer {
  readonly Table?: {
    readonly TableId?: string;
    readonly TableArn?: string;
    readonly CreationDateTime?: number;
    readonly TableStatus?: string;
    readonly KeySchema?: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  };
  readonly __type?: string;
  readonly message?: string;
}

export type DescribeTable = (name: string) => Promise<TableAnswer>;

const CHANGE_STATUS = ['CreateTable', 'UpdateTable', 'DeleteTable'];
const UNSETTLED = ['CREATING', 'UPDATING', 'DELETING'];

/**
 * Holds the answer of a call that changes a table until its status has settled. dynalite answers before that, and
 * refuses the items of a CREATING table with ResourceNotFoundException: whether the next call finds the table would be
 * a race between two writes and the network. `settledTable` runs before the answer goes out.
 */
export function answerWhenSettled(
  operation: string,
  body: Uint8Array,
  response: ServerResponse,
  describe: DescribeTable,
  settledTable: (name: string) => Promise<void> = async () => {},
): void {
  if (!CHANGE_STATUS.includes(operation)) return;
  const end = response.end.bind(response) as (...parts: unknown[]) => ServerResponse;
  response.end = ((...parts: unknown[]) => {
    if (response.statusCode >= 400) return end(...parts);
    const { TableName } = JSON.parse(Buffer.from(body).toString()) as { TableName: string };
    settled(TableName, describe)
      .then(() => settledTable(TableName))
      .then(
        () => end(...parts),
        (error: Error) => response.destroy(error),
      );
    return response;
  }) as typeof response.end;
}

/** Each question reads the store, where the write that settles the status is on its way. */
async function settled(name: string, describe: DescribeTable): Promise<void> {
  for (;;) {
    const { Table } = await describe(name).catch((error: unknown): TableAnswer => {
      if (error instanceof ServiceError) return {};
      throw error;
    });
    if (!UNSETTLED.includes(Table?.TableStatus ?? '')) return;
  }
}
