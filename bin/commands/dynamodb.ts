import { setTimeout as wait } from 'node:timers/promises';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Command } from 'commander';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import { changeStreamName } from '../../core/dynamodb/deployed';
import { catchUp } from '../dynamodb/catch-up';
import { requireDelivery } from '../dynamodb/require-delivery';
import { chooseTarget, print, type TargetOptions, withTarget } from '../target';

/** `dynamodb catch-up`: what nobody read is delivered after all. */
export function registerDynamoDb(program: Command): void {
  const dynamodb = program.command('dynamodb').description('changes of DynamoDB tables on their way to the lake');
  registerCatchUp(dynamodb);
}

interface CatchUpOptions extends TargetOptions {
  readonly from?: string;
}

const registerCatchUp = (dynamodb: Command): Command =>
  withTarget(dynamodb.command('catch-up'))
    .description(
      'write what arrived in a stream while its stack was deleted into it once more, so that it is delivered',
    )
    .argument('<name>', 'name of an entry of dynamodb with tables')
    .option(
      '--from <time>',
      'since when nothing was delivered, as 2026-11-27T00:00:00Z; else an hour before the deletion',
    )
    .action(async (name: string, { from, ...options }: CatchUpOptions) => {
      const since = from === undefined ? undefined : timeOf(from);
      const settings = await chooseTarget(options);
      const streamName = streamOf(settings, name);
      const stack = namesOf(settings.environment).deployed(`dynamodb-producer-${name}`);
      // the delivery stream is called like the stream
      await requireDelivery(new FirehoseClient({}), streamName, stack);
      const caughtUp = await catchUp(new KinesisClient({}), { streamName, from: since, to: Date.now(), wait });
      print(caughtUp, options, () => {
        const { records, ...times } = caughtUp;
        return `${records} records that arrived from ${times.from} to ${times.to} are in ${streamName} once more.`;
      });
    });

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isFinite(time) && /^\d{4}-\d{2}-\d{2}T.+(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return time;
  throw new Error(`--from: '${text}' is not a time with its zone: write it as 2026-11-27T00:00:00Z.`);
}

function streamOf({ dynamodb, environment }: Settings, name: string): string {
  const entries = dynamodb.filter(({ from }) => from === undefined);
  if (entries.some((each) => each.name === name)) return changeStreamName(namesOf(environment), name);
  const known = entries.map((each) => each.name).join(', ') || 'none';
  throw new Error(`The configuration streams no tables as '${name}' (dynamodb[].name). It has: ${known}.`);
}
