import { stateTable } from '../../dynamodb/publishing/state-table';
import { catalogName } from '../../names';
import type { Placed } from '../branch';
import { fieldPath, type Problem } from '../problems';
import { judgeDecimals, judgeDeclared } from './column-rules';
import { DYNAMODB, problemAt } from './problem-at';
import { tableName } from './table-name';
import type { PublishedTableConfig, TableStreamConfig } from './types';

/** What published tables of an entry must be consistent in, among each other and with its other fields. */
export function judgePublished({ index, entry }: Placed<TableStreamConfig>, partitionKey: string): Problem[] {
  const { publish = [], tables, to } = entry;
  const first = publish[0];
  if (first === undefined) return [];
  if (to !== undefined) {
    const fix = `publishes where the tables land, which is account ${to.account}: leave it out here, and list the tables in \`publish\` of its entry '${entry.name}'.`;
    return [problemAt(index, ['publish'], publish, fix)];
  }
  return [
    ...judgeListed(index, publish, tables),
    ...judgeGlueNames(index, publish),
    ...judgeStateNames(index, publish),
    ...publish.flatMap((table, i) => [
      ...judgeDecimals(table, partitionKey, [index, i]),
      ...judgeDeclared(table, partitionKey, [index, i]),
    ]),
  ];
}

function judgeListed(
  index: number,
  publish: readonly PublishedTableConfig[],
  tables: readonly string[] | undefined,
): Problem[] {
  if (tables === undefined) return [];
  const streamed = tables.map(tableName);
  return publish.flatMap(({ table }, i) => {
    if (streamed.includes(tableName(table))) return [];
    const fix = `is not in ${fieldPath([DYNAMODB, index, 'tables'])}, so none of its changes arrive: add it there, or leave it out.`;
    return [problemAt(index, ['publish', i, 'table'], table, fix)];
  });
}

/** Names of tables that a policy can name: judgeTableName in ../fields. */
const MAX_GLUE_CHARS = 128;

function judgeGlueNames(index: number, publish: readonly PublishedTableConfig[]): Problem[] {
  const owners = new Map<string, { readonly name: string; readonly at: string }>();
  return publish.flatMap(({ table }, i): Problem[] => {
    const name = tableName(table);
    const glueTable = catalogName(name);
    const problem = (fix: string): Problem[] => [problemAt(index, ['publish', i, 'table'], table, fix)];
    if (glueTable.length > MAX_GLUE_CHARS) {
      return problem(`has ${name.length} characters, and a governed table ${MAX_GLUE_CHARS} at most: leave it out.`);
    }
    const owner = owners.get(glueTable);
    if (owner === undefined) {
      owners.set(glueTable, { name, at: fieldPath([DYNAMODB, index, 'publish', i]) });
      return [];
    }
    if (owner.name === name) return problem(`is at ${owner.at} already: leave one of both out.`);
    return problem(
      `would be Glue table '${glueTable}', which ${owner.at} ('${owner.name}') is already: put it into another entry.`,
    );
  });
}

/** Tables of items stand beside those of the history. */
function judgeStateNames(index: number, publish: readonly PublishedTableConfig[]): Problem[] {
  const glueTables = publish.map(({ table }) => catalogName(tableName(table)));
  return publish.flatMap(({ state }, i): Problem[] => {
    if (state === undefined) return [];
    const name = stateTable(glueTables[i]!);
    const problem = (fix: string): Problem[] => [problemAt(index, ['publish', i, 'state'], state, fix)];
    if (name.length > MAX_GLUE_CHARS) {
      return problem(
        `makes a Glue table '${name}' of ${name.length} characters, and a governed table has ${MAX_GLUE_CHARS} at most: leave it out.`,
      );
    }
    const owner = glueTables.indexOf(name);
    if (owner === -1) return [];
    return problem(
      `makes a Glue table '${name}', which ${fieldPath([DYNAMODB, index, 'publish', owner])} is already: put that one into another entry, or leave \`state\` out.`,
    );
  });
}
