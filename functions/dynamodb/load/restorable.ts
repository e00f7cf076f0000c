import { DescribeContinuousBackupsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PointInTimeRecoveryOffError } from '../../../core/dynamodb/load/errors';
import type { Restorable } from '../../../core/dynamodb/load/window';

/**
 * What can be exported; undefined while a new table, or recovery that was just turned on, is not ready. Throws
 * {@link PointInTimeRecoveryOffError}.
 */
export async function restorableOf(
  dynamodb: Pick<DynamoDBClient, 'send'>,
  TableName: string,
): Promise<Restorable | undefined> {
  try {
    const { ContinuousBackupsDescription } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
    const { ContinuousBackupsStatus, PointInTimeRecoveryDescription } = ContinuousBackupsDescription ?? {};
    if (ContinuousBackupsStatus !== 'ENABLED') return undefined;
    const { PointInTimeRecoveryStatus, EarliestRestorableDateTime, LatestRestorableDateTime } =
      PointInTimeRecoveryDescription ?? {};
    if (PointInTimeRecoveryStatus !== 'ENABLED') throw new PointInTimeRecoveryOffError(TableName);
    if (EarliestRestorableDateTime === undefined || LatestRestorableDateTime === undefined) return undefined;
    return { earliest: EarliestRestorableDateTime.getTime(), latest: LatestRestorableDateTime.getTime() };
  } catch (error) {
    if ((error as Error).name === 'ContinuousBackupsUnavailableException') return undefined;
    throw error;
  }
}
