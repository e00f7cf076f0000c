import { type Judge, judgeAccount } from '../fields';
import { partitionOf } from '../region';

const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;
const TABLE_ARN = /^arn:([^:]+):dynamodb:([^:]+):(\d{12}):table\/([^/]+)(\/.*)?$/;

/** The name of a table, which may be given by its ARN. */
export const tableName = (table: string): string => TABLE_ARN.exec(table)?.[4] ?? table;

/** What DynamoDB takes as a name, or the ARN of a table. */
export const judgeTable: Judge<string> = (value) => {
  const [, , , account = '', name = '', rest] = TABLE_ARN.exec(value) ?? [];
  if (rest !== undefined) {
    const what = rest.startsWith('/stream/') ? 'a stream of DynamoDB Streams' : 'a part of a table';
    return `is the ARN of ${what}: give the table's, '${value.slice(0, -rest.length)}'.`;
  }
  if (TABLE_NAME.test(name === '' ? value : name) && (name === '' || judgeAccount(account) === undefined)) {
    return undefined;
  }
  return "is not the name of a table, nor its ARN: give 3 to 255 letters, digits and - _ ., or 'arn:<partition>:dynamodb:<region>:<account>:table/<name>'.";
};

export interface TablePlace {
  readonly region: string;
  /** Undefined where the credentials in use decide. */
  readonly account?: string;
}

/** Changes go into a stream of the same account and Region. */
export function judgeTablePlace(table: string, { region, account }: TablePlace): string | undefined {
  const [, partition, its, owner] = TABLE_ARN.exec(table) ?? [];
  if (its === undefined) return undefined;
  if (its !== region || partition !== partitionOf(region)) {
    return `is a table of ${its} (${partition}), and this configuration is of ${region} (${partitionOf(region)}): DynamoDB streams within a Region. Deploy lakeferry there too.`;
  }
  if (account !== undefined && owner !== account) {
    return `is a table of account ${owner}, and this configuration is of ${account}: DynamoDB streams within an account. List it in a configuration of that account with \`to\`, and here give \`from: { account: '${owner}' }\`.`;
  }
  return undefined;
}
