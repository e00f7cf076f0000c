import { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { namesOf } from '../../../core/deployed-names';
import { streamMachine } from '../../../core/machines';
import { type Started, startedText, startMachine } from '../../dynamodb/start-machine';
import { streamedEntry } from '../../dynamodb/streamed-entry';
import { chooseTarget, print, type TargetOptions, targetWords, withTarget } from '../../target';

interface LoadOptions extends TargetOptions {
  readonly table?: string;
}

/** `dynamodb load`: everything that a table holds becomes rows, beside its changes. */
export const registerLoad = (dynamodb: Command): Command =>
  withTarget(dynamodb.command('load'))
    .description('export tables whole into the landing bucket, so that the lake has the items from before the stream')
    .argument('<name>', 'name of an entry of dynamodb with tables')
    .option('--table <name>', 'one of its tables; else all')
    .action(async (name: string, { table, ...options }: LoadOptions) => {
      const settings = await chooseTarget(options);
      const { entry } = streamedEntry(settings, name);
      if (table !== undefined && !entry.tables.includes(table)) {
        throw new Error(
          `Table '${table}' is not of '${name}' (dynamodb[].tables). It has: ${entry.tables.join(', ')}.`,
        );
      }
      const [sfn, names] = [new SFNClient({}), namesOf(settings.environment)];
      const started: Started[] = [];
      for (const each of table === undefined ? entry.tables : [table]) {
        started.push(await startMachine(sfn, names, streamMachine('load-table', name), { table: each }));
      }
      print(started, options, () => startedText(started, targetWords(options)));
    });
