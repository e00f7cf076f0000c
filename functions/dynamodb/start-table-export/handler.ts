import { createHash } from 'node:crypto';
import {
  type DynamoDBClient,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { PointInTimeRecoveryOffError, TableExportFailedError } from '../../../core/dynamodb/load/errors';
import { waitForTableExport } from '../../../core/dynamodb/load/export-wait';
import { EXPORTS_PREFIX } from '../../../core/dynamodb/load/files';
import { LOAD_EVENT } from '../../../core/dynamodb/names';
import type { Log } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import type { Chosen, StartTableExportInput, StartTableExportResult } from '../load/payloads';
import { readRepaired } from '../load/repaired';
import { restorableOf } from '../load/restorable';
import { choose, waitFor } from './choose';
import { type DescribedTable, describeTable, isStreamed } from './describe-table';
import { askedBy } from './request';

export interface StartTableExportEffects {
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly exportsBucket: string;
  readonly entry: string;
  /** Names of the entry's tables. */
  readonly tables: readonly string[];
  readonly streamArn: string;
  /** Deployed name of the machine. */
  readonly machine: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

const NOT_READY_SECONDS = 60;
/** Exports that DynamoDB fails before a person has to look; a redrive grants as many again. */
const ATTEMPTS = 3;
const NEW_TABLE_MS = 3600_000;

/**
 * Decides what to export and has DynamoDB begin, once the changes of the table flow and the time can be exported. Asked
 * again, it attaches to the export that was begun.
 */
export function createHandler(effects: StartTableExportEffects) {
  const dynamodb = classifying(effects.dynamodb);
  const s3 = classifying(effects.s3);
  const { entry, tables, exportsBucket, streamArn, machine, now, log } = effects;
  return async (input: StartTableExportInput): Promise<StartTableExportResult> => {
    const { request, execution, failures = 0, failure = '' } = input;
    const asked = askedBy(request, entry, tables);
    const { table } = asked;
    if (failures >= ATTEMPTS * (execution.redriveCount + 1)) throw new TableExportFailedError(table, failures, failure);
    const described = await describeTable(dynamodb, table);
    const restorable = await restorableOf(dynamodb, table);
    const isReady = restorable !== undefined && (await isStreamed(dynamodb, { table, entry, streamArn }));
    if (!isReady) {
      const since = Date.parse(execution.redrivenAt ?? execution.startedAt);
      if (restorable === undefined && now() - since > NEW_TABLE_MS) throw new PointInTimeRecoveryOffError(table);
      return { outcome: 'WAIT', waitSeconds: NOT_READY_SECONDS, chosen: input.chosen, failures };
    }
    const repaired = asked.kind === 'next-window' ? await readRepaired(s3, exportsBucket, table) : undefined;
    const surroundings = { now: now(), restorable, repaired, machine };
    const chosen = input.chosen ?? choose(asked, surroundings);
    if (chosen === undefined) return { outcome: 'NOTHING' };
    const waitSeconds = waitFor(chosen, restorable);
    if (waitSeconds > 0) return { outcome: 'WAIT', waitSeconds, chosen, failures };
    const exportArn = await begin(dynamodb, described, chosen, { failures, exportsBucket, table });
    log.info('export started', { event: LOAD_EVENT.exportStarted, table, exportArn, ...chosen, failures });
    const startedAt = new Date(now()).toISOString();
    const { keys } = described;
    return {
      outcome: 'STARTED',
      export: { table, keys, exportArn, chosen, startedAt, failures },
      waitSeconds: waitForTableExport(0),
    };
  };
}

interface Attempt {
  readonly failures: number;
  readonly exportsBucket: string;
  readonly table: string;
}

async function begin(
  dynamodb: Pick<DynamoDBClient, 'send'>,
  { arn, id }: DescribedTable,
  chosen: Chosen,
  { failures, exportsBucket, table }: Attempt,
): Promise<string> {
  const what: Partial<ExportTableToPointInTimeCommandInput> =
    chosen.kind === 'full'
      ? { ExportTime: new Date(chosen.exportTime) }
      : {
          ExportType: 'INCREMENTAL_EXPORT',
          IncrementalExportSpecification: {
            ExportFromTime: new Date(chosen.from),
            ExportToTime: new Date(chosen.to),
            // without the old image an insert could not be told from a change
            ExportViewType: 'NEW_AND_OLD_IMAGES',
          },
        };
  try {
    const { ExportDescription } = await dynamodb.send(
      new ExportTableToPointInTimeCommand({
        ...{ TableArn: arn, S3Bucket: exportsBucket, S3Prefix: EXPORTS_PREFIX, ExportFormat: 'DYNAMODB_JSON' },
        ...{ ...what, ClientToken: tokenOf(id, chosen, failures) },
      }),
    );
    return ExportDescription?.ExportArn ?? '';
  } catch (error) {
    if ((error as Error).name !== 'PointInTimeRecoveryUnavailableException') throw error;
    throw new PointInTimeRecoveryOffError(table);
  }
}

/**
 * The same for the same attempt at the same export: DynamoDB then answers with the export that runs, until eight hours
 * after its end.
 */
const tokenOf = (tableId: string, chosen: Chosen, failures: number): string =>
  createHash('sha256')
    .update(JSON.stringify([tableId, chosen, failures]))
    .digest('hex')
    .slice(0, 32);
