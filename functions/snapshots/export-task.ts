import { DescribeExportTasksCommand, type ExportTask, type RDSClient } from '@aws-sdk/client-rds';

/** In upper case: emulators answer in lower case. */
export const statusOf = (task: ExportTask): string => (task.Status ?? '').toUpperCase();

/** Undefined when RDS does not know it (any more). */
export async function findTask(rds: Pick<RDSClient, 'send'>, taskId: string): Promise<ExportTask | undefined> {
  try {
    const command = new DescribeExportTasksCommand({ ExportTaskIdentifier: taskId });
    const { ExportTasks = [] } = await rds.send(command);
    return ExportTasks.find(({ ExportTaskIdentifier }) => ExportTaskIdentifier === taskId);
  } catch (error) {
    if ((error as Error).name === 'ExportTaskNotFoundFault') return undefined;
    throw error;
  }
}
