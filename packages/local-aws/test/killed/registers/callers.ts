import { CreateRoleCommand, GetRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, GetScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import type { AwsClients } from '../clients';
import { arnOf, ROLE } from '../places';
import { type Register, same } from './register';

const policyOf = (value: number): string => {
  const Statement = [{ Sid: `v${value}`, Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
};
const trustOf = (Service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  });
const inline = { RoleName: 'value', PolicyName: 'value' };
const role: Register = {
  service: 'iam',
  what: "a role's policy",
  async setUp(aws) {
    const AssumeRolePolicyDocument = trustOf('lambda.amazonaws.com');
    await aws.iam.send(new CreateRoleCommand({ RoleName: inline.RoleName, AssumeRolePolicyDocument }));
    await this.write(aws, 0);
  },
  write: ({ iam }, value) => iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument: policyOf(value) })),
  async read({ iam }) {
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(inline));
    return same([/"v(\d+)"/.exec(decodeURIComponent(PolicyDocument))?.[1]]);
  },
};

/** Never due while the suite runs. */
const scheduleOf = (value: number) => ({
  Name: 'value',
  ScheduleExpression: 'at(2099-01-01T00:00:00)',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: { Arn: arnOf('states', 'stateMachine:value'), RoleArn: ROLE },
  Description: `v${value}`,
});
const schedule: Register = {
  service: 'scheduler',
  what: 'a schedule',
  setUp: ({ scheduler }) => scheduler.send(new CreateScheduleCommand(scheduleOf(0))),
  write: ({ scheduler }, value) => scheduler.send(new UpdateScheduleCommand(scheduleOf(value))),
  async read({ scheduler }) {
    return same([(await scheduler.send(new GetScheduleCommand({ Name: 'value' }))).Description?.slice(1)]);
  },
};

const EventSourceArn = arnOf('sqs', 'mapped');
/** More than ten messages at once take a window; BatchSize begins at 1. */
const sizeOf = (value: number) => ({ BatchSize: value + 1, MaximumBatchingWindowInSeconds: 1 });
const mappingsOf = async ({ lambda }: AwsClients) =>
  (await lambda.send(new ListEventSourceMappingsCommand({ EventSourceArn }))).EventSourceMappings ?? [];
const mapping: Register = {
  service: 'lambda',
  what: 'an event source mapping',
  async setUp({ lambda, sqs }) {
    await sqs.send(new CreateQueueCommand({ QueueName: 'mapped' }));
    await lambda.send(new CreateEventSourceMappingCommand({ EventSourceArn, FunctionName: 'double', ...sizeOf(0) }));
  },
  write: async (aws, value) => {
    const [own] = await mappingsOf(aws);
    return aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID: own?.UUID, ...sizeOf(value) }));
  },
  read: async (aws) => same((await mappingsOf(aws)).map(({ BatchSize = Number.NaN }) => BatchSize - 1)),
};

/** Who calls what: roles, schedules and mappings. */
export const CALLER_REGISTERS: readonly Register[] = [role, schedule, mapping];
