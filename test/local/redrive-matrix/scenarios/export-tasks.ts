import { DynamoDBClient, ListExportsCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExportTasksCommand, RDSClient } from '@aws-sdk/client-rds';
import { runningExports } from '../../../../core/snapshots/slots';
import { listRunningTasks } from '../../../../functions/snapshots/start-export/export-tasks';
import { Ledger } from '../../../../functions/snapshots/start-export/ledger';
import type { Runtime } from '../../../../local/runtime';

/** Export tasks that still take a slot. A claim stays behind its task; it counts until its grace is over. */
export async function openClaims(runtime: Runtime): Promise<string[]> {
  const dynamodb = new DynamoDBClient(runtime.clientConfig());
  const { claims } = await new Ledger({ dynamodb, tableName: runtime.resources.ledgerTable }).readSlots();
  const listed = await listRunningTasks(new RDSClient(runtime.clientConfig()));
  return runningExports(claims, listed, runtime.clock.now()).map(({ taskId }) => taskId);
}

/** Of snapshots and of DynamoDB tables, as many as were ever started. */
export async function countExportTasks(runtime: Runtime): Promise<number> {
  const { ExportTasks = [] } = await new RDSClient(runtime.clientConfig()).send(new DescribeExportTasksCommand({}));
  const dynamodb = new DynamoDBClient(runtime.clientConfig());
  const { ExportSummaries = [] } = await dynamodb.send(new ListExportsCommand({}));
  return ExportTasks.length + ExportSummaries.length;
}
