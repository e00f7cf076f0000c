import { setTimeout as wait } from 'node:timers/promises';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import type { Command } from 'commander';
import { landingOf } from '../../dynamodb/landing-of';
import { replay } from '../../dynamodb/replay/replay';
import { replayedText } from '../../dynamodb/replay/replayed-text';
import { requireDelivery } from '../../dynamodb/require-delivery';
import { streamedEntry } from '../../dynamodb/streamed-entry';
import { chooseTarget, print, type TargetOptions, withTarget } from '../../target';
import { timeOf } from './time-of';

interface ReplayOptions extends TargetOptions {
  readonly since?: string;
  readonly until?: string;
  readonly dryRun?: boolean;
  readonly landingProfile?: string;
}

/** `dynamodb replay`: records that became no row are transformed once more. */
export const registerReplay = (dynamodb: Command): Command =>
  withTarget(dynamodb.command('replay'))
    .description('write records that became no row into their stream once more, so that they are transformed again')
    .argument('<name>', 'name of an entry of dynamodb with tables')
    .option('--since <time>', 'only files that were written from then on, as 2026-11-27T00:00:00Z')
    .option('--until <time>', 'only files that were written before')
    .option('--dry-run', 'tell what would be written, and write nothing')
    .option('--landing-profile <profile>', 'AWS profile for a landing bucket of another account (dynamodb[].to)')
    .action(async (name: string, { since, until, dryRun = false, landingProfile, ...options }: ReplayOptions) => {
      const [from, to] = [optionalTime('--since', since), optionalTime('--until', until)];
      const settings = await chooseTarget(options);
      const streamed = streamedEntry(settings, name);
      // a dry run needs none; the delivery stream is called like the stream
      if (!dryRun) await requireDelivery(new FirehoseClient({}), streamed.streamName, streamed.stack);
      const clients = { kinesis: new KinesisClient({}), s3: new S3Client({ profile: landingProfile }) };
      const replayed = await replay(clients, {
        ...{ entry: name, streamName: streamed.streamName, bucket: await landingOf(streamed.entry, settings) },
        ...{ since: from, until: to, dryRun, now: Date.now, wait },
        flattening: { oldImage: streamed.entry.oldImage, partitionKey: settings.lake.partitionKey },
      });
      print(replayed, options, replayedText);
    });

const optionalTime = (option: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : timeOf(option, text);
