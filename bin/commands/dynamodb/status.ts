import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import type { TableStreamSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import { namesOf } from '../../../core/deployed-names';
import { changeStreamName } from '../../../core/dynamodb/deployed';
import { shellQuoted } from '../../../core/governance';
import { type PublicationItem, publicationKey } from '../../../core/ledger/dynamodb';
import { getItem } from '../../../functions/shared/ledger/get';
import { landingOf } from '../../dynamodb/landing-of';
import { landingStatus } from '../../dynamodb/status/landing-status';
import { lastRuns } from '../../dynamodb/status/last-runs';
import { publicationStatus } from '../../dynamodb/status/publication-status';
import { type EntryStatus, statusText } from '../../dynamodb/status/status-text';
import { streamStatus } from '../../dynamodb/status/stream-status';
import { chooseTarget, print, type TargetOptions, targetWords, withTarget } from '../../target';

interface StatusOptions extends TargetOptions {
  readonly landingProfile?: string;
}

/** `dynamodb status`: how far changes are on their way, on this account's side. */
export const registerStatus = (dynamodb: Command): Command =>
  withTarget(dynamodb.command('status'))
    .description('how far changes of an entry are: streaming, delivery, failed records, the last load and publication')
    .argument('<name>', 'name of an entry of dynamodb')
    .option('--landing-profile <profile>', 'AWS profile for a landing bucket of another account (dynamodb[].to)')
    .action(async (name: string, { landingProfile, ...options }: StatusOptions) => {
      const settings = await chooseTarget(options);
      const entry = settings.dynamodb.find((each) => each.name === name);
      if (entry === undefined) {
        const known = settings.dynamodb.map((each) => each.name).join(', ') || 'none';
        throw new Error(`The configuration has no entry '${name}' (dynamodb[].name). It has: ${known}.`);
      }
      const status = await statusOf(entry, settings, landingProfile);
      const words = landingProfile === undefined ? [] : ['--landing-profile', shellQuoted(landingProfile)];
      print(status, options, () => statusText(status, [...words, ...targetWords(options)]));
    });

async function statusOf(entry: TableStreamSettings, settings: Settings, profile?: string): Promise<EntryStatus> {
  const { name, tables } = entry;
  const names = namesOf(settings.environment);
  const streamName = changeStreamName(names, name);
  const dynamodb = new DynamoDBClient({});
  const clients = { dynamodb, firehose: new FirehoseClient({}) };
  const isReadable = entry.to === undefined || profile !== undefined;
  return {
    entry: name,
    ...(tables === undefined ? {} : { stream: await streamStatus(clients, { tables, streamName }) }),
    ...(isReadable
      ? { landing: (await landingStatus(new S3Client({ profile }), await landingOf(entry, settings), name)) ?? null }
      : {}),
    ...(entry.publish.length === 0 ? {} : { published: await publishedOf(dynamodb, names.deployed('ledger'), name) }),
    runs: await lastRuns(new SFNClient({}), names, entry),
  };
}

async function publishedOf(dynamodb: DynamoDBClient, tableName: string, entry: string) {
  return publicationStatus(await getItem<PublicationItem>({ dynamodb, tableName }, publicationKey(entry)));
}
