import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY } from '../../../core/ledger/table';
import { type Attributes, fromAttributes, type LedgerTable, toAttributes } from './table';

export interface OpenRange {
  /** Exclusive. @default from the first on */
  readonly after?: string;
  /** Inclusive. @default to the last */
  readonly upTo?: string;
  /** Items of a page. */
  readonly limit: number;
  /** Paths of what is read of each item, `receipt.source.etag`. @default the whole */
  readonly paths?: readonly string[];
}

/**
 * Items of one partition key in a range of sort keys, in their order, page by page; strongly consistent. The next page
 * is on its way while one is used.
 */
export async function* queryPages<T>(table: LedgerTable, pk: string, range: OpenRange): AsyncGenerator<T[], void> {
  let next: Promise<Page<T>> | undefined = askPage(table, pk, range);
  while (next !== undefined) {
    const { items, from }: Page<T> = await next;
    next = from === undefined ? undefined : askPage(table, pk, range, from);
    // whoever stops early never awaits the page that is on its way
    next?.catch(() => undefined);
    yield items;
  }
}

interface Page<T> {
  readonly items: T[];
  /** Where the next page begins. */
  readonly from?: Attributes;
}

/** Attributes take several times the memory of what they say: none waits for its turn. */
async function askPage<T>(table: LedgerTable, pk: string, range: OpenRange, after?: Attributes): Promise<Page<T>> {
  const { Items = [], LastEvaluatedKey: from } = await ask(table, pk, range, after);
  return { items: Items.map((item) => fromAttributes<T>(item)), from };
}

const ask = ({ dynamodb, tableName }: LedgerTable, pk: string, range: OpenRange, from?: Attributes) =>
  dynamodb.send(
    new QueryCommand({
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: [`${PARTITION_KEY} = :pk`, ...conditionOn(range)].join(' AND '),
      ExpressionAttributeValues: toAttributes({ ':pk': pk, ':after': range.after, ':upTo': range.upTo }),
      Limit: range.limit,
      ...projection(range.paths),
      ExclusiveStartKey: from ?? startOf(pk, range),
    }),
  );

/** A query takes one condition on the sort key, and its bounds are inclusive where there are two. */
function conditionOn({ after, upTo }: OpenRange): string[] {
  if (upTo === undefined) return after === undefined ? [] : [`${SORT_KEY} > :after`];
  return [after === undefined ? `${SORT_KEY} <= :upTo` : `${SORT_KEY} BETWEEN :after AND :upTo`];
}

/** Between two bounds the lower one is left out by starting behind it, whether or not there is such an item. */
const startOf = (pk: string, { after, upTo }: OpenRange): Attributes | undefined =>
  after === undefined || upTo === undefined ? undefined : toAttributes({ [PARTITION_KEY]: pk, [SORT_KEY]: after });

/** Words that DynamoDB reserves stand in no expression, so that each name is given apart. */
function projection(paths: readonly string[] | undefined) {
  if (paths === undefined) return {};
  const names = [...new Set(paths.flatMap((path) => path.split('.')))];
  const aliased = (path: string): string =>
    path
      .split('.')
      .map((name) => `#${name}`)
      .join('.');
  return {
    ProjectionExpression: paths.map(aliased).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
  };
}
