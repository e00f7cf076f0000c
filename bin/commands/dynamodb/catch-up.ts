import { setTimeout as wait } from 'node:timers/promises';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Command } from 'commander';
import { counted } from '../../counted';
import { catchUp } from '../../dynamodb/catch-up';
import { requireDelivery } from '../../dynamodb/require-delivery';
import { streamedEntry } from '../../dynamodb/streamed-entry';
import { targetTime } from '../../local-control';
import { chooseTarget, print, type TargetOptions, withTarget } from '../../target';
import { timeOf } from './time-of';

interface CatchUpOptions extends TargetOptions {
  readonly from?: string;
}

/** `dynamodb catch-up`: what nobody read is delivered after all. */
export const registerCatchUp = (dynamodb: Command): Command =>
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
      const since = from === undefined ? undefined : timeOf('--from', from);
      const { streamName, stack } = streamedEntry(await chooseTarget(options), name);
      // the delivery stream is called like the stream
      await requireDelivery(new FirehoseClient({}), streamName, stack);
      const to = await targetTime(options);
      const caughtUp = await catchUp(new KinesisClient({}), { streamName, from: since, to, wait });
      print(caughtUp, options, () => {
        const { records, ...times } = caughtUp;
        return `In ${streamName} once more: ${counted(records, 'record')} that arrived from ${times.from} to ${times.to}.`;
      });
    });
