import type { Engine } from '../../engine/engine';
import type { ExecutionRecord } from '../../engine/records/execution-record';
import type { MapRunRecord } from '../../engine/records/map-runs';
import { redriveStatus } from '../../engine/run/redrive-status';
import { type Operation, ServiceError } from '../../service';
import { pageOf } from '../page';
import { date, pageSize } from './times';

export function mapRunOperations(engine: Engine): Record<string, Operation> {
  return {
    async DescribeMapRun({ mapRunArn }) {
      const record = engine.mapRuns.get(mapRunArn);
      if (record === undefined) throw new ServiceError('ResourceNotFound', `Resource not found: '${mapRunArn}'`);
      const children = await engine.childrenOf(mapRunArn);
      return {
        mapRunArn,
        executionArn: record.executionArn,
        status: record.status,
        startDate: date(record.startDate),
        stopDate: date(record.stopDate),
        maxConcurrency: record.maxConcurrency,
        toleratedFailurePercentage: record.toleratedFailurePercentage ?? 0,
        toleratedFailureCount: record.toleratedFailureCount ?? 0,
        itemCounts: counts(record, children, (record.items ?? 0) / (record.total || 1)),
        executionCounts: counts(record, children, 1),
        redriveCount: record.redriveCount,
        redriveDate: date(record.redriveDate),
      };
    },
    async ListMapRuns({ executionArn, maxResults, nextToken }) {
      const page = pageOf(engine.mapRuns.of(executionArn), nextToken, pageSize(maxResults), 'InvalidToken');
      const mapRuns = page.items.map(({ arn, stateMachineArn, startDate, stopDate }) => ({
        executionArn,
        mapRunArn: arn,
        stateMachineArn,
        startDate: date(startDate),
        stopDate: date(stopDate),
      }));
      return { mapRuns, nextToken: page.next };
    },
    async UpdateMapRun() {
      return {};
    },
  };
}

/** Children by status; items are told as `per` child when they came in batches. */
function counts(record: MapRunRecord, children: readonly ExecutionRecord[], per: number): object {
  const total = record.total ?? 0;
  const having = (...statuses: string[]): number =>
    Math.round(children.filter((c) => statuses.includes(c.status)).length * per);
  const unsuccessful = children.filter((c) => ['FAILED', 'TIMED_OUT', 'ABORTED'].includes(c.status));
  const succeeded = having('SUCCEEDED');
  return {
    pending: record.status === 'RUNNING' ? Math.round((total - children.length) * per) : 0,
    running: having('RUNNING'),
    succeeded,
    failed: having('FAILED'),
    timedOut: having('TIMED_OUT'),
    aborted: having('ABORTED') + (record.status === 'RUNNING' ? 0 : Math.round((total - children.length) * per)),
    total: Math.round(total * per),
    resultsWritten: record.status === 'SUCCEEDED' ? succeeded : 0,
    failuresNotRedrivable: Math.round(
      unsuccessful.filter((c) => redriveStatus(c).redriveStatus === 'NOT_REDRIVABLE').length * per,
    ),
    pendingRedrive: having('PENDING_REDRIVE'),
  };
}
