import type { Needed, Rights, RightsCaller } from '../../authorization/rights';
import type { DurableMap } from '../../store';
import { type ExecutionRecord, resultLocation } from './query-executions';
import { bucketAndKey } from './results/result-files';
import { type ViewStatement, viewStatement } from './views/view-statement';
import { outputLocationIn, PRIMARY, type WorkGroups } from './work-groups';

export interface AthenaRightsDependencies {
  readonly partition: string;
  readonly workGroups: WorkGroups;
  readonly executions: DurableMap<ExecutionRecord>;
  readonly s3: Rights;
}

interface Input {
  readonly WorkGroup?: string;
  readonly Name?: string;
  readonly QueryExecutionId?: string;
  readonly QueryExecutionIds?: readonly string[];
  readonly ResultConfiguration?: { readonly OutputLocation?: string };
  readonly QueryString?: string;
  readonly QueryExecutionContext?: { readonly Database?: string };
}

/**
 * Service Authorization Reference, "Amazon Athena": workgroups are its resources, and a query belongs to one. Results
 * are written and read in the caller's name.
 */
export function athenaRights({ partition, workGroups, executions, s3 }: AthenaRightsDependencies): Rights {
  const s3At = async (operation: string, location: string | undefined, caller: RightsCaller) => {
    const place = location === undefined ? undefined : bucketAndKey(location);
    if (place === undefined) return [];
    const Key = operation === 'GetBucketLocation' ? undefined : place.key;
    return (await s3(operation, { Bucket: place.bucket, Key }, caller)) ?? [];
  };
  return async (operation, input: Input, caller) => {
    const { accountId, region } = caller;
    const on = (workGroup: string): Needed => ({
      action: `athena:${operation}`,
      resource: `arn:${partition}:athena:${region}:${accountId}:workgroup/${workGroup}`,
    });
    const executed = (id = ''): ExecutionRecord | undefined => {
      const found = executions.get(id);
      return found?.account === accountId ? found : undefined;
    };
    const { WorkGroup = PRIMARY, Name = WorkGroup, QueryExecutionId, QueryExecutionIds = [] } = input;
    switch (operation) {
      case 'ListWorkGroups':
        return undefined;
      case 'CreateWorkGroup':
        return [on(Name)];
      case 'StartQueryExecution': {
        const location = locationOf(workGroups, accountId, WorkGroup, input.ResultConfiguration?.OutputLocation);
        return [
          on(WorkGroup),
          ...(await s3At('GetBucketLocation', location, caller)),
          ...(await s3At('PutObject', location?.replace(/\/*$/, '/result.csv'), caller)),
          ...viewRights(input, (path) => `arn:${partition}:glue:${region}:${accountId}:${path}`),
        ];
      }
      case 'GetQueryResults': {
        const execution = executed(QueryExecutionId);
        const location = execution && resultLocation(execution);
        return [on(execution?.workGroup ?? PRIMARY), ...(await s3At('GetObject', location, caller))];
      }
      case 'GetQueryExecution':
      case 'StopQueryExecution':
        return [on(executed(QueryExecutionId)?.workGroup ?? PRIMARY)];
      case 'BatchGetQueryExecution':
        return [...new Set(QueryExecutionIds.map((id) => executed(id)?.workGroup ?? PRIMARY))].map(on);
      default:
        return [on(WorkGroup)];
    }
  };
}

/** Athena changes a view as its caller, when the query runs: there the query fails, here it does not start. */
function viewRights({ QueryString = '', QueryExecutionContext = {} }: Input, arn: (path: string) => string): Needed[] {
  const statement = statementOf(QueryString);
  if (statement === undefined) return [];
  const { name, database = QueryExecutionContext.Database?.toLowerCase() ?? 'default' } = statement;
  const resources = ['catalog', `database/${database}`, `table/${database}/${name}`].map(arn);
  return actionsOf(statement).flatMap((action) => resources.map((resource) => ({ action, resource })));
}

function actionsOf(statement: ViewStatement): string[] {
  if (statement.kind === 'show') return ['glue:GetTable'];
  if (statement.kind === 'drop') return ['glue:DeleteTable'];
  if (statement.kind === 'list') return [];
  return statement.replaces ? ['glue:CreateTable', 'glue:UpdateTable'] : ['glue:CreateTable'];
}

/** Undefined also for a statement that the query refuses by itself. */
function statementOf(sql: string): ViewStatement | undefined {
  try {
    return viewStatement(sql);
  } catch {
    return undefined;
  }
}

/** Undefined also for what StartQueryExecution refuses by itself. */
function locationOf(workGroups: WorkGroups, account: string, name: string, ofClient: string | undefined) {
  const found = workGroups.list(account).find((each) => each.name === name);
  if (found === undefined) return undefined;
  try {
    return outputLocationIn(found, ofClient);
  } catch {
    return undefined;
  }
}
