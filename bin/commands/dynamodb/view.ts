import { GlueClient } from '@aws-sdk/client-glue';
import { type Command, Option } from 'commander';
import { type EntryTable, publishedEntry, tablesNamed } from '../../dynamodb/published-entry';
import { partitionFolders } from '../../dynamodb/view/partition-folders';
import { stateStatement } from '../../dynamodb/view/state-statement';
import { type Looked, lookAtAll } from '../../governance/look';
import { readQuestion } from '../../governance/question';
import { knownReaders } from '../../governance/sights';
import { chooseTarget, print, type TargetOptions, withTarget } from '../../target';

interface ViewOptions extends TargetOptions {
  readonly principal?: string;
  readonly engine: 'athena' | 'duckdb';
}

/** `dynamodb view`: the statement of the current state, for whoever reads it. */
export const registerView = (dynamodb: Command): Command =>
  withTarget(dynamodb.command('view'))
    .description('print the statement that gives the current state of published tables: the latest row of each key')
    .argument('<name>', 'name of an entry of dynamodb with publish')
    .argument('[table]', 'one of its tables; else all')
    .option('--principal <id>', 'in the columns that this account (twelve digits) or IAM ARN sees; else in all columns')
    .addOption(
      new Option('--engine <engine>', 'whose files and names: DuckDB reads the files of this moment')
        .choices(['athena', 'duckdb'])
        .default('athena'),
    )
    .action(async (name: string, table: string | undefined, { principal, engine, ...options }: ViewOptions) => {
      readQuestion({ principal });
      const chosen = await chooseTarget(options);
      const entry = publishedEntry(chosen, name);
      const tables = tablesNamed(entry, table);
      const looked = await lookAtAll({ ...options, database: entry.database }, { chosen });
      const statements = [];
      for (const each of tables) {
        const sql = await statementOf(looked, { database: entry.database, table: each, principal, engine });
        statements.push({ table: each.table, database: entry.database, glueTable: each.glueTable, engine, sql });
      }
      print(statements, options, (all) => all.map(({ sql }) => `${sql};`).join('\n\n'));
    });

interface Asked extends Pick<ViewOptions, 'principal' | 'engine'> {
  readonly database: string;
  readonly table: EntryTable;
}

async function statementOf({ databases, settings, absent }: Looked, asked: Asked): Promise<string> {
  const { database, table, principal, engine } = asked;
  const live = databases.find((each) => each.database === database)?.live;
  if (live === undefined) throw new Error(`${absent[0] ?? database} is not deployed yet: npx cdk deploy --all`);
  const readers = knownReaders(settings);
  // before files are asked for: it tells what there is no state for
  const statement = stateStatement(live, { database, table, principal }, readers);
  if (engine === 'athena') return statement;
  const folders = await partitionFolders(new GlueClient({}), database, table.glueTable);
  return stateStatement(live, { database, table, principal, folders }, readers);
}
