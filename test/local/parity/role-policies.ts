import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { DescribeDeliveryStreamCommand, FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { GetRoleCommand, GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Runtime } from '../../../local/runtime';
import { sorted } from './forms';
import type { Picture, Properties } from './picture';
import type { Templates } from './templates';

// biome-ignore lint/suspicious/noExplicitAny: policies, read by tests
type Json = any;

/** Services that are not there locally: what a role may with them nobody asks. */
const NOT_THERE = /^(logs|xray|ec2|cloudwatch):/;

const DELIVERY = 'AWS::KinesisFirehose::DeliveryStream';

/** Functions of custom resources: the local deployment does their work itself. */
export const OF_CUSTOM_RESOURCES = /check-installation|adopt-tags|record-policy|streaming-tables/;

/** Rights of every role that runs something, as the stacks give them; by what runs. */
export function stackRoles(templates: Templates): Picture {
  const picture: Record<string, Properties> = {};
  const draw = (owner: string, reference: Json): void => {
    const { trust, statements } = templates.roleOf(reference);
    picture[`role of ${owner}`] = { trust: rightsIn(trust), rights: rightsIn(statements) };
  };
  for (const { FunctionName, Role } of templates.unresolved('AWS::Lambda::Function'))
    if (!OF_CUSTOM_RESOURCES.test(FunctionName)) draw(FunctionName, Role);
  for (const { StateMachineName, RoleArn } of templates.unresolved('AWS::StepFunctions::StateMachine'))
    draw(StateMachineName, RoleArn);
  for (const { Name, Targets } of templates.unresolved('AWS::Events::Rule'))
    for (const { RoleArn } of Targets) if (RoleArn !== undefined) draw(`rule ${Name}`, RoleArn);
  for (const { DeliveryStreamName, ExtendedS3DestinationConfiguration } of templates.unresolved(DELIVERY))
    draw(`delivery ${DeliveryStreamName}`, ExtendedS3DestinationConfiguration.RoleARN);
  for (const { Description, Target } of templates.unresolved('AWS::Scheduler::Schedule'))
    draw(`schedule: ${Description}`, Target.RoleArn);
  return picture;
}

/** The same of the local deployment, as IAM shows it. */
export async function localRoles(client: ReturnType<Runtime['clientConfig']>): Promise<Picture> {
  const owners = (
    await Promise.all([ofFunctions, ofMachines, ofRules, ofSchedules, ofDeliveries].map((owners) => owners(client)))
  ).flat();
  const iam = new IAMClient(client);
  const drawn = owners.map(async ([owner, arn]) => [`role of ${owner}`, await rightsOf(iam, arn)] as const);
  return Object.fromEntries(await Promise.all(drawn));
}

type Client = ReturnType<Runtime['clientConfig']>;
type Owners = Promise<(readonly [owner: string, roleArn: string])[]>;

async function ofFunctions(client: Client): Owners {
  const { Functions = [] } = await new LambdaClient(client).send(new ListFunctionsCommand({}));
  return Functions.map(({ FunctionName = '', Role = '' }) => [FunctionName, Role] as const);
}

async function ofMachines(client: Client): Owners {
  const sfn = new SFNClient({ ...client, disableHostPrefix: true });
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  return Promise.all(
    stateMachines.map(async ({ name = '', stateMachineArn }) => {
      const { roleArn = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      return [name, roleArn] as const;
    }),
  );
}

async function ofRules(client: Client): Owners {
  const events = new EventBridgeClient(client);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const owners = Rules.map(async ({ Name: Rule }) => {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule }));
    return Targets.flatMap(({ RoleArn }) => (RoleArn === undefined ? [] : [[`rule ${Rule}`, RoleArn] as const]));
  });
  return (await Promise.all(owners)).flat();
}

async function ofSchedules(client: Client): Owners {
  const scheduler = new SchedulerClient(client);
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  return Promise.all(
    Schedules.map(async ({ Name }) => {
      const { Description, Target } = await scheduler.send(new GetScheduleCommand({ Name }));
      return [`schedule: ${Description}`, Target?.RoleArn ?? ''] as const;
    }),
  );
}

async function ofDeliveries(client: Client): Owners {
  const firehose = new FirehoseClient(client);
  const { DeliveryStreamNames = [] } = await firehose.send(new ListDeliveryStreamsCommand({}));
  return Promise.all(
    DeliveryStreamNames.map(async (DeliveryStreamName) => {
      const { DeliveryStreamDescription: of } = await firehose.send(
        new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
      );
      const role = of?.Destinations?.[0]?.ExtendedS3DestinationDescription?.RoleARN ?? '';
      return [`delivery ${DeliveryStreamName}`, role] as const;
    }),
  );
}

async function rightsOf(iam: IAMClient, arn: string): Promise<Properties> {
  const RoleName = arn.split('/').at(-1);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies = PolicyNames.map((PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })));
  const statements = (await Promise.all(policies)).flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument));
  return { trust: rightsIn(statementsOf(Role?.AssumeRolePolicyDocument)), rights: rightsIn(statements) };
}

const statementsOf = (encoded = ''): Json[] => [JSON.parse(decodeURIComponent(encoded)).Statement].flat();

/** One line for each action on each resource: CDK merges statements, the local deployment does not. */
const rightsIn = (statements: readonly Json[]): string[] =>
  sorted([
    ...new Set(
      statements.flatMap(({ Effect, Action, Resource = 'itself', Principal, Condition }) =>
        [Action].flat().flatMap((action: string) =>
          NOT_THERE.test(action)
            ? []
            : [Resource].flat().map((resource: string) => {
                const more = [Principal, Condition].filter((each) => each !== undefined);
                return [Effect, action, resource, ...more.map((each) => JSON.stringify(each))].join(' ');
              }),
        ),
      ),
    ),
  ]);
