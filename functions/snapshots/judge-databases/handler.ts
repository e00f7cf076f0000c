import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DatabaseResult, publicationPartition, RESULTS } from '../../../core/ledger/publications';
import { judgeDatabases } from '../../../core/publishing/judge-databases';
import { PUBLISHING_EVENT } from '../../../core/publishing/names';
import { failedDatabase } from '../../../core/runs/failed-databases';
import { queryItems } from '../../shared/ledger/query';
import type { Log } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import type { JudgeDatabasesInput, JudgeDatabasesResult } from '../payloads';
import { DatabasesFailedError } from './errors';

export interface JudgeDatabasesEffects {
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly log: Log;
  readonly ledgerTable: string;
}

/**
 * Says whether databases are to be copied again, and which are still to be cataloged. Throws `DatabasesFailedError`
 * when none is left to try and some failed; after a redrive, it sends those back.
 */
export function createHandler({ dynamodb, log, ledgerTable }: JudgeDatabasesEffects) {
  const ledger = { dynamodb: classifying(dynamodb), tableName: ledgerTable };
  return async (input: JudgeDatabasesInput): Promise<JudgeDatabasesResult> => {
    const { databases, execution } = input;
    const { sourceId, date, exportTaskId } = input.export;
    const results = await queryItems<DatabaseResult>(ledger, publicationPartition(exportTaskId), RESULTS);
    const { toCopy, toCatalog, failed } = judgeDatabases({ ...execution, databases }, results);
    log.info('databases judged', {
      ...{ event: PUBLISHING_EVENT.databasesJudged, sourceId, date, exportTaskId },
      ...{
        databases: databases.length,
        toCopy: toCopy.length,
        toCatalog: toCatalog.length,
        failed: failed.map(({ glueDatabase }) => glueDatabase),
      },
    });
    if (toCopy.length > 0) return { outcome: 'TO_COPY' };
    if (toCatalog.length > 0) {
      const wanted = new Set(toCatalog);
      return { outcome: 'TO_CATALOG', databases: databases.filter(({ glueDatabase }) => wanted.has(glueDatabase)) };
    }
    if (failed.length === 0) return { outcome: 'CATALOGED' };
    const troubles = failed.map(({ glueDatabase, error, cause }) => failedDatabase(glueDatabase, error, cause));
    throw new DatabasesFailedError(sourceId, troubles, databases.length);
  };
}
