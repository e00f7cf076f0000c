import { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { namesOf } from '../../../core/deployed-names';
import type { PublishingMachineName } from '../../../core/machines';
import { publishedEntry } from '../../dynamodb/published-entry';
import { startedText, startMachine } from '../../dynamodb/start-machine';
import { throughDate } from '../../dynamodb/through-date';
import { targetTime } from '../../local-control';
import { chooseTarget, print, type TargetOptions, targetWords, withTarget } from '../../target';

const MACHINE: PublishingMachineName = 'publish-partition';

interface PublishOptions extends TargetOptions {
  readonly through?: string;
}

/** `dynamodb publish`: what has landed becomes governed partitions now, and not at the next schedule. */
export const registerPublish = (dynamodb: Command): Command =>
  withTarget(dynamodb.command('publish'))
    .description('publish the changes of finished dates, and what came late for earlier ones')
    .argument('<name>', 'name of an entry of dynamodb with publish')
    .option('--through <date>', 'last date, in UTC, as 2026-11-27; else yesterday')
    .action(async (name: string, { through, ...options }: PublishOptions) => {
      const settings = await chooseTarget(options);
      const date = through === undefined ? {} : { through: throughDate(through, await targetTime(options)) };
      publishedEntry(settings, name);
      const input = { entry: name, ...date };
      const started = await startMachine(new SFNClient({}), namesOf(settings.environment), MACHINE, input);
      print(started, options, () => startedText([started], targetWords(options)));
    });
