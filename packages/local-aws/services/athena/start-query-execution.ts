import { randomUUID } from 'node:crypto';
import type { StartQueryExecutionCommandInput } from '@aws-sdk/client-athena';
import { inBackground } from '../../background';
import { type RequestContext, ServiceError } from '../../service';
import type { AthenaContext } from './context';
import type { ExecutionRecord } from './query-executions';
import { outputLocationIn } from './work-groups';

export async function startQueryExecution(
  { clock, executions, queries, results, workGroups }: AthenaContext,
  input: StartQueryExecutionCommandInput,
  { accountId, principalArn }: RequestContext,
): Promise<object> {
  const repeated = executions
    .values()
    .find((e) => e.account === accountId && e.token !== undefined && e.token === input.ClientRequestToken);
  if (repeated !== undefined) return { QueryExecutionId: repeated.id };
  checkLength(input.QueryString ?? '');
  const workGroup = workGroups.get(accountId, input.WorkGroup);
  const outputLocation = outputLocationIn(workGroup, input.ResultConfiguration?.OutputLocation);
  if (outputLocation !== undefined) results.check(outputLocation);
  const execution: ExecutionRecord = {
    id: randomUUID(),
    account: accountId,
    token: input.ClientRequestToken,
    request: {
      principalArn,
      catalogId: accountId,
      database: input.QueryExecutionContext?.Database,
      sql: input.QueryString ?? '',
    },
    workGroup: workGroup.name,
    outputLocation,
    state: 'RUNNING',
    submittedAt: clock.now(),
  };
  await executions.set(execution.id, execution);
  inBackground('athena', () => clock.hold(() => queries.run(execution)));
  return { QueryExecutionId: execution.id };
}

/** StartQueryExecution, "QueryString": length constraint. */
const MAX_SQL_LENGTH = 262_144;

function checkLength({ length }: string): void {
  if (length >= 1 && length <= MAX_SQL_LENGTH) return;
  throw new ServiceError(
    'InvalidRequestException',
    `QueryString has ${length} characters. It must have from 1 to ${MAX_SQL_LENGTH}.`,
  );
}
