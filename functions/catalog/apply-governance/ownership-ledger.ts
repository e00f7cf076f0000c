import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { isAccountThing, type Owned } from '../../../core/governance';
import { type Patience, persist } from '../../shared/lakeformation/persist';

/**
 * What lakeferry made in Lake Formation, in the ledger's table: one item a thing, so that runs at the same time do not overwrite each other.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | a tag, filter, or permission of a database | `GOVERNANCE#<glue database>` | `THING#<hash>`, attribute `thing` |
 * | one of the account | `GOVERNANCE#*` | the same |
 * | columns that are agreed to | `GOVERNANCE#<glue database>` | `COLUMNS#<table>`, attribute `columns`: types by name |
 */
export class OwnershipLedger {
  readonly #patience: Patience;

  constructor(
    readonly dynamodb: Pick<DynamoDBClient, 'send'>,
    readonly tableName: string,
    readonly glueDatabase: string,
    patience: Patience,
  ) {
    this.#patience = patience;
  }

  async read(): Promise<Owned> {
    const items = [...(await this.#query(this.#ofDatabase)), ...(await this.#query(OF_ACCOUNT))];
    const columns = items.filter(({ sk }) => sk?.S?.startsWith(COLUMNS));
    return {
      things: new Set(items.flatMap(({ thing }) => thing?.S ?? [])),
      columns: Object.fromEntries(
        columns.map(({ sk, columns: types }) => [
          sk!.S!.slice(COLUMNS.length),
          Object.fromEntries(Object.entries(types?.M ?? {}).map(([name, type]) => [name, type.S ?? ''])),
        ]),
      ),
    };
  }

  /** Before anything is made of them. */
  add(things: readonly string[]): Promise<void> {
    const puts = things.map((thing) => ({ PutRequest: { Item: { ...this.#keyOf(thing), thing: { S: thing } } } }));
    return this.#write(puts);
  }

  /** Once they are gone. */
  remove(things: readonly string[]): Promise<void> {
    return this.#write(things.map((thing) => ({ DeleteRequest: { Key: this.#keyOf(thing) } })));
  }

  rememberColumns(columns: Owned['columns']): Promise<void> {
    return this.#write(
      Object.entries(columns).map(([table, types]) => ({
        PutRequest: {
          Item: {
            ...this.#columnsKey(table),
            columns: { M: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { S: type }])) },
          },
        },
      })),
    );
  }

  forgetColumns(tables: readonly string[]): Promise<void> {
    return this.#write(tables.map((table) => ({ DeleteRequest: { Key: this.#columnsKey(table) } })));
  }

  get #ofDatabase(): string {
    return `GOVERNANCE#${this.glueDatabase}`;
  }

  #keyOf(thing: string): Record<string, AttributeValue> {
    // expressions are longer than a sort key may be
    const hash = createHash('sha256').update(thing).digest('base64url');
    return { pk: { S: isAccountThing(thing) ? OF_ACCOUNT : this.#ofDatabase }, sk: { S: `THING#${hash}` } };
  }

  #columnsKey(table: string): Record<string, AttributeValue> {
    return { pk: { S: this.#ofDatabase }, sk: { S: `${COLUMNS}${table}` } };
  }

  async #query(pk: string): Promise<Record<string, AttributeValue>[]> {
    const items: Record<string, AttributeValue>[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const command = new QueryCommand({
        TableName: this.tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ExclusiveStartKey,
      });
      const page = await persist(this.#patience, () => this.dynamodb.send(command));
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return items;
  }

  async #write(requests: readonly WriteRequest[]): Promise<void> {
    for (let i = 0; i < requests.length; i += MAX_WRITES) {
      let left: WriteRequest[] | undefined = requests.slice(i, i + MAX_WRITES);
      while (left !== undefined && left.length > 0) {
        const command: BatchWriteItemCommand = new BatchWriteItemCommand({ RequestItems: { [this.tableName]: left } });
        const { UnprocessedItems } = await persist(this.#patience, () => this.dynamodb.send(command));
        left = UnprocessedItems?.[this.tableName];
        if (left !== undefined && left.length > 0) await this.#patience.wait(UNPROCESSED_WAIT_MS);
      }
    }
  }
}

const COLUMNS = 'COLUMNS#';
/** No Glue database can be named so. */
const OF_ACCOUNT = 'GOVERNANCE#*';
/** Requests of one BatchWriteItem. */
const MAX_WRITES = 25;
const UNPROCESSED_WAIT_MS = 200;
