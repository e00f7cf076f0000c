import type {
  CreateWorkGroupCommandInput,
  GetWorkGroupCommandInput,
  ListWorkGroupsCommandInput,
} from '@aws-sdk/client-athena';
import type { RequestContext } from '../../service';
import { pageOf } from '../page';
import type { AthenaContext } from './context';
import type { WorkGroupRecord } from './work-groups';

export async function createWorkGroup(
  { workGroups, results, clock }: AthenaContext,
  { Name = '', Description, Configuration = {} }: CreateWorkGroupCommandInput,
  { accountId }: RequestContext,
): Promise<object> {
  const location = Configuration.ResultConfiguration?.OutputLocation;
  if (location !== undefined) results.checkForm(location);
  await workGroups.create({
    account: accountId,
    name: Name,
    description: Description,
    createdAt: clock.now(),
    configuration: { EnforceWorkGroupConfiguration: true, ...Configuration },
  });
  return {};
}

export async function getWorkGroup(
  { workGroups }: AthenaContext,
  { WorkGroup }: GetWorkGroupCommandInput,
  { accountId }: RequestContext,
): Promise<object> {
  const found = workGroups.get(accountId, WorkGroup);
  return { WorkGroup: { ...summaryOf(found), Configuration: found.configuration } };
}

export async function listWorkGroups(
  { workGroups }: AthenaContext,
  { NextToken, MaxResults }: ListWorkGroupsCommandInput,
  { accountId }: RequestContext,
): Promise<object> {
  const own = workGroups.list(accountId);
  const { items, next } = pageOf(own, NextToken, MaxResults ?? 50, 'InvalidRequestException');
  return { WorkGroups: items.map(summaryOf), NextToken: next };
}

const summaryOf = ({ name, description, createdAt }: WorkGroupRecord) => ({
  Name: name,
  State: 'ENABLED',
  Description: description,
  CreationTime: createdAt === undefined ? undefined : new Date(createdAt),
});
