import type {
  CreateScheduleCommandInput,
  DeleteScheduleCommandInput,
  GetScheduleCommandInput,
  ListSchedulesCommandInput,
  UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { pageOf } from '../page';
import { invalid, parseExpression } from './expression';
import type { ScheduleRecord } from './record';

/** What the operations need of the rest. */
export interface ScheduleBook {
  readonly partition: string;
  readonly region: string;
  now(): number;
  get(arn: string): ScheduleRecord | undefined;
  all(): readonly ScheduleRecord[];
  /** Writes it, and waits for its next time. */
  put(record: ScheduleRecord): Promise<void>;
  remove(arn: string): Promise<void>;
  /** Whether the service may assume the role of a target. */
  mayAssume(roleArn: string): boolean;
}

const DEFAULT_GROUP = 'default';
const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;
const PAGE = 100;

/** Schedules of the default group. */
export function scheduleOperations(book: ScheduleBook): Readonly<Record<string, Operation>> {
  const arnOf = ({ accountId }: RequestContext, name = '', group = DEFAULT_GROUP): string => {
    if (group !== DEFAULT_GROUP) throw notFound(`Schedule group ${group} does not exist.`);
    return `arn:${book.partition}:scheduler:${book.region}:${accountId}:schedule/${group}/${name}`;
  };
  const find = (context: RequestContext, name?: string, group?: string): ScheduleRecord => {
    const found = book.get(arnOf(context, name, group));
    if (found === undefined) throw notFound(`Schedule ${name} does not exist.`);
    return found;
  };
  return {
    CreateSchedule: async (input: CreateScheduleCommandInput, context) => {
      const arn = arnOf(context, input.Name, input.GroupName);
      if (book.get(arn) !== undefined) {
        throw new ServiceError('ConflictException', `Schedule ${input.Name} already exists.`);
      }
      const now = book.now();
      await book.put({ arn, account: context.accountId, createdAt: now, modifiedAt: now, ...checked(input, book) });
      return { ScheduleArn: arn };
    },
    UpdateSchedule: async (input: UpdateScheduleCommandInput, context) => {
      const { arn, account, createdAt, dueAfter } = find(context, input.Name, input.GroupName);
      await book.put({ arn, account, createdAt, dueAfter, modifiedAt: book.now(), ...checked(input, book) });
      return { ScheduleArn: arn };
    },
    GetSchedule: async ({ Name, GroupName }: GetScheduleCommandInput, context) => {
      const { arn, createdAt, modifiedAt, settings } = find(context, Name, GroupName);
      const dates = { CreationDate: new Date(createdAt), LastModificationDate: new Date(modifiedAt) };
      return { ...withDates(settings), ...dates, Arn: arn };
    },
    DeleteSchedule: async ({ Name, GroupName }: DeleteScheduleCommandInput, context) => {
      await book.remove(find(context, Name, GroupName).arn);
      return {};
    },
    ListSchedules: async (input: ListSchedulesCommandInput, { accountId }) => {
      const { NamePrefix = '', State, GroupName = DEFAULT_GROUP, MaxResults, NextToken } = input;
      const own = book
        .all()
        .filter(({ account, settings }) => account === accountId && settings.Name.startsWith(NamePrefix))
        .filter(({ settings }) => GroupName === DEFAULT_GROUP && (State === undefined || settings.State === State))
        .sort((a, b) => (a.settings.Name < b.settings.Name ? -1 : 1));
      const { items, next } = pageOf(own, NextToken, MaxResults ?? PAGE, 'ValidationException');
      return { Schedules: items.map(summaryOf), NextToken: next };
    },
  };
}

const summaryOf = ({ arn, createdAt, modifiedAt, settings }: ScheduleRecord) => ({
  Arn: arn,
  CreationDate: new Date(createdAt),
  GroupName: DEFAULT_GROUP,
  LastModificationDate: new Date(modifiedAt),
  Name: settings.Name,
  State: settings.State,
  Target: { Arn: settings.Target.Arn },
});

const withDates = ({ StartDate, EndDate, ...rest }: ScheduleRecord['settings']) => ({
  ...rest,
  StartDate: StartDate === undefined ? undefined : new Date(StartDate),
  EndDate: EndDate === undefined ? undefined : new Date(EndDate),
});

const notFound = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message);

/** Everything that an update leaves out has its default again, as on AWS. */
function checked(input: CreateScheduleCommandInput, book: ScheduleBook): Pick<ScheduleRecord, 'settings'> {
  const { Name = '', ScheduleExpression = '', ScheduleExpressionTimezone = 'UTC', FlexibleTimeWindow, Target } = input;
  if (!NAME.test(Name)) throw invalid(`Schedule name '${Name}' is not valid.`);
  parseExpression(ScheduleExpression, ScheduleExpressionTimezone);
  if (FlexibleTimeWindow?.Mode === undefined) throw invalid('FlexibleTimeWindow.Mode must be given.');
  if (FlexibleTimeWindow.Mode === 'FLEXIBLE' && FlexibleTimeWindow.MaximumWindowInMinutes === undefined) {
    throw invalid('A flexible time window needs MaximumWindowInMinutes.');
  }
  const { Arn, RoleArn } = Target ?? {};
  if (Arn === undefined || !/^arn:[\w-]+:[\w-]+:/.test(Arn))
    throw invalid(`Provided Arn is not in correct format: ${Arn}`);
  if (RoleArn === undefined || !/^arn:[\w-]+:iam::\d{12}:role\//.test(RoleArn)) {
    throw invalid(`The execution role ${RoleArn} is not the ARN of a role.`);
  }
  if (!book.mayAssume(RoleArn)) {
    throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  }
  return {
    settings: {
      ...{ Name, ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow },
      GroupName: DEFAULT_GROUP,
      Description: input.Description,
      State: input.State ?? 'ENABLED',
      StartDate: input.StartDate?.getTime(),
      EndDate: input.EndDate?.getTime(),
      ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
      Target: { ...Target, Arn, RoleArn },
    },
  };
}
