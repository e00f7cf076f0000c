import type { Engine } from '../../engine/engine';
import type { ExecutionRecord } from '../../engine/records/execution-record';
import type { HistoryEvent } from '../../engine/records/history';
import type { Execution } from '../../engine/run/execution';
import { redriveStatus } from '../../engine/run/redrive-status';
import { type Operation, ServiceError } from '../../service';
import { pageOf } from '../page';
import { date, pageSize } from './times';

const REDRIVE_TOKENS_KEPT = 10;
const REDRIVE_TOKEN_MS = 15 * 60_000;

export function executionOperations(engine: Engine): Record<string, Operation> {
  const find = async (arn: string): Promise<Execution> => {
    const execution = await engine.find(arn);
    if (execution === undefined) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  };
  const recordsOf = (stateMachineArn: string): ExecutionRecord[] =>
    [...engine.executions.values()]
      .map(({ record }) => record)
      .filter((record) => record.stateMachineArn === stateMachineArn);
  return {
    async StartExecution({ stateMachineArn, name, input }) {
      const { record } = await engine.start({ stateMachineArn, name, input });
      return { executionArn: record.arn, startDate: date(record.startDate) };
    },
    async StartSyncExecution({ stateMachineArn, name, input }, { idle = (work) => work }) {
      if (engine.machine(stateMachineArn).type !== 'EXPRESS') {
        throw new ServiceError(
          'StateMachineTypeNotSupported',
          `This operation is not supported by this type of state machine`,
        );
      }
      const started = await engine.start({ stateMachineArn, name, input });
      const { record } = await idle(engine.whenClosed(started.record.arn));
      return {
        ...described(engine, record),
        billingDetails: { billedDurationInMilliseconds: 100, billedMemoryUsedInMB: 64 },
      };
    },
    async DescribeExecution({ executionArn }) {
      const { record } = await find(executionArn);
      if (record.type === 'EXPRESS')
        throw new ServiceError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: express'`);
      await engine.journal.flush();
      return described(engine, record);
    },
    async ListExecutions({ stateMachineArn, statusFilter, mapRunArn, redriveFilter, maxResults, nextToken }) {
      if (mapRunArn === undefined) engine.machine(stateMachineArn);
      const known = mapRunArn === undefined ? recordsOf(stateMachineArn) : await engine.childrenOf(mapRunArn);
      const all = known
        .filter((r) => statusFilter === undefined || r.status === statusFilter)
        .filter((r) => redriveFilter === undefined || r.redriveCount > 0 === (redriveFilter === 'REDRIVEN'))
        .reverse()
        .sort((a, b) => b.startDate - a.startDate);
      const page = pageOf(all, nextToken, pageSize(maxResults), 'InvalidToken');
      return { executions: page.items.map(listed), nextToken: page.next };
    },
    async GetExecutionHistory({ executionArn, reverseOrder, includeExecutionData = true, maxResults, nextToken }) {
      await find(executionArn);
      const events = await engine.history(executionArn);
      const page = pageOf(reverseOrder ? events.reverse() : events, nextToken, pageSize(maxResults), 'InvalidToken');
      return { events: page.items.map((event) => shown(event, includeExecutionData)), nextToken: page.next };
    },
    async StopExecution({ executionArn, error, cause }) {
      const execution = await find(executionArn);
      engine.stop(executionArn, error, cause);
      await engine.journal.flush();
      return { stopDate: date(execution.record.stopDate) };
    },
    async RedriveExecution({ executionArn, clientToken }) {
      const execution = await find(executionArn);
      const { record } = execution;
      const now = engine.clock.now();
      const repeated = record.redriveTokens?.find((t) => t.token === clientToken && now - t.date < REDRIVE_TOKEN_MS);
      if (repeated !== undefined) return { redriveDate: date(repeated.date) };
      const { redriveStatus: status, redriveStatusReason } = redriveStatus(record, now);
      if (status !== 'REDRIVABLE') {
        const reason = redriveStatusReason ?? 'Execution is a child of a Map Run; redrive the parent execution';
        throw new ServiceError('ExecutionNotRedrivable', `Execution Not Redrivable: '${reason}'`);
      }
      if (clientToken !== undefined) {
        record.redriveTokens = [...(record.redriveTokens ?? []), { token: clientToken, date: now }].slice(
          -REDRIVE_TOKENS_KEPT,
        );
      }
      return engine.clock.hold(async () => {
        engine.redrive(execution);
        await engine.journal.flush();
        return { redriveDate: date(record.redriveDate) };
      });
    },
  };
}

function described(engine: Engine, record: ExecutionRecord): object {
  return {
    executionArn: record.arn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: date(record.startDate),
    stopDate: date(record.stopDate),
    input: record.input,
    inputDetails: { included: true },
    output: record.output,
    outputDetails: record.output === undefined ? undefined : { included: true },
    error: record.error,
    cause: record.cause,
    mapRunArn: record.mapRunArn,
    redriveCount: record.redriveCount,
    redriveDate: date(record.redriveDate),
    ...redriveStatus(record, engine.clock.now()),
  };
}

const listed = (record: ExecutionRecord): object => ({
  executionArn: record.arn,
  stateMachineArn: record.stateMachineArn,
  name: record.name,
  status: record.status,
  startDate: date(record.startDate),
  stopDate: date(record.stopDate),
  mapRunArn: record.mapRunArn,
  redriveCount: record.redriveCount,
  redriveDate: date(record.redriveDate),
});

const DATA = new Set(['input', 'output', 'parameters', 'assignedVariables']);

/** An event as the API shows it; without execution data its inputs and outputs are left out. */
function shown({ timestamp, ...event }: HistoryEvent, withData: boolean): object {
  const visible = withData
    ? event
    : Object.fromEntries(
        Object.entries(event).map(([key, value]) => [key, typeof value === 'object' ? withoutData(value) : value]),
      );
  return { timestamp: date(timestamp), ...visible };
}

const withoutData = (details: object | null): object =>
  Object.fromEntries(Object.entries(details ?? {}).filter(([key]) => !DATA.has(key)));
