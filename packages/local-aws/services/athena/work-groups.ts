import type { GetWorkGroupCommandInput } from '@aws-sdk/client-athena';
import { ServiceError } from '../../service';
import type { AthenaContext } from './context';

/** The only one there is. */
export const WORK_GROUP = 'primary';

export async function listWorkGroups(): Promise<object> {
  return { WorkGroups: [{ Name: WORK_GROUP, State: 'ENABLED' }] };
}

export async function getWorkGroup(_context: AthenaContext, { WorkGroup }: GetWorkGroupCommandInput): Promise<object> {
  if (WorkGroup !== WORK_GROUP)
    throw new ServiceError('InvalidRequestException', `WorkGroup ${WorkGroup} is not found.`);
  return { WorkGroup: { Name: WORK_GROUP, State: 'ENABLED' } };
}
