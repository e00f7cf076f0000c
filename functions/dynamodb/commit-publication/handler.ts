import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import { historyDatabase, landingDatabase } from '../../../core/dynamodb/databases';
import { ofEntry, PUBLICATION_EVENT, PUBLICATION_METRIC } from '../../../core/dynamodb/names';
import { marksOf } from '../../../core/dynamodb/publication/table-mark';
import { declaredColumns } from '../../../core/dynamodb/publishing/declared-columns';
import type { PublishedTable } from '../../../core/dynamodb/publishing/published-table';
import { dailyStatesFolder, stateTable } from '../../../core/dynamodb/publishing/state-table';
import type { Log, RecordMetric } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import type { CommitPublicationInput, CommitPublicationResult } from '../publication-payloads';
import { beginCommit, endCommit, turnTakenBy } from './commit-record';
import type { HistoryTable } from './glue-table';
import { readWritten } from './read-written';
import { type Registered, registerDates } from './register-dates';
import { removeFolders } from './remove-folders';

export interface CommitPublicationEffects {
  readonly s3: Pick<S3Client, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly glue: Pick<GlueClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly settings: Pick<Settings, 'dynamodb' | 'environment' | 'lake'>;
  readonly ledgerTable: string;
  readonly lakeBucket: string;
}

/**
 * Switches dates to their new folders in the catalog, writes down what is published, and removes folders whose grace is
 * over. Cut short anywhere, another attempt ends it, and so does the next publication. Of two publications that were
 * planned on the same state the second is superseded.
 */
export function createHandler(effects: CommitPublicationEffects) {
  const { settings, lakeBucket, now, wait, log, metric } = effects;
  const [s3, glue] = [classifying(effects.s3), classifying(effects.glue)];
  const ledger = { dynamodb: classifying(effects.dynamodb), tableName: effects.ledgerTable };
  return async ({ plan, written }: CommitPublicationInput): Promise<CommitPublicationResult> => {
    const { entry, through, tables } = plan;
    const glueDatabase = historyDatabase(settings, entry).name;
    const turn = await beginCommit(ledger, plan, now);
    const superseded = (by: string): CommitPublicationResult => {
      const message = `Another publication of ${entry} was committed (${by}). What this one read is in the landing folder, and the next publication has it.`;
      log.info('publication superseded', { event: PUBLICATION_EVENT.superseded, entry, plan: plan.id, by });
      return { outcome: 'SUPERSEDED', message };
    };
    if (turn.state === 'SUPERSEDED') return superseded(turn.by);
    const buckets = await readWritten(s3, written);
    const place = { s3, glue, ledger, lakeBucket, now, wait, entry, glueDatabase };
    const done: Registered =
      turn.state === 'DONE'
        ? { dates: 0, rows: 0 }
        : await registerDates(place, {
            ...{ plan, buckets, tables: tables.flatMap((table) => tablesOf(effects, entry, table)) },
            turnTakenBy: () => turnTakenBy(ledger, entry, turn.revision),
          });
    if ('takenBy' in done) return superseded(done.takenBy);
    if (turn.state === 'BEGUN') {
      const published = { through, listedAt: plan.listedAt, tables: tables.flatMap(marksOf) };
      await endCommit(ledger, entry, turn.revision, published);
    }
    const removedFolders = await removeFolders(place);
    log.info('publication committed', {
      event: PUBLICATION_EVENT.committed,
      entry,
      plan: plan.id,
      through,
      ...done,
      removedFolders,
    });
    metric(PUBLICATION_METRIC.datesPublished, 'Count', done.dates, ofEntry(entry));
    metric(PUBLICATION_METRIC.rowsPublished, 'Count', done.rows, ofEntry(entry));
    return {
      ...{ outcome: 'COMMITTED', glueDatabase, landingDatabase: landingDatabase(settings, entry).name },
      ...{ through, ...done, removedFolders },
    };
  };
}

/** The history, and the items where they are published. */
function tablesOf(
  { settings, lakeBucket }: Pick<CommitPublicationEffects, 'settings' | 'lakeBucket'>,
  entry: string,
  table: PublishedTable,
): HistoryTable[] {
  const { name: glueDatabase, folder } = historyDatabase(settings, entry);
  const declared = declaredOf(settings, entry, table);
  const shared = { ...table, entry, glueDatabase, partitionKey: settings.lake.partitionKey, declared };
  const at = (below: string, glueTable: string) => ({
    glueTable,
    location: `s3://${lakeBucket}/${below}${glueTable}/`,
  });
  const history = {
    ...shared,
    ...at(folder, table.glueTable),
    description: `Changes of the DynamoDB table ${table.table}`,
  };
  if (table.state === undefined) return [history];
  const description = `Items of the DynamoDB table ${table.table} as they were when each date was published`;
  return [history, { ...shared, ...at(dailyStatesFolder(folder), stateTable(table.glueTable)), description }];
}

/** Where a deployment since the plan has changed types, columns come with the next publication, which knows these. */
function declaredOf(
  { dynamodb }: Pick<Settings, 'dynamodb'>,
  entry: string,
  { table, decimals }: PublishedTable,
): string[] {
  const { publish = [] } = dynamodb.find(({ name }) => name === entry) ?? {};
  const configured = publish.find((each) => each.table === table);
  return isDeepStrictEqual(configured?.decimals, decimals) ? declaredColumns(configured!) : [];
}
