import { arnIn, type Permission, type RightsPlace } from './permission';

/** Step Functions Developer Guide, "Logging using CloudWatch Logs". */
export const LOG_DELIVERY: Permission = {
  actions: [
    'logs:CreateLogDelivery',
    'logs:CreateLogStream',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutLogEvents',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  resources: ['*'],
  because: 'Log deliveries take no resource.',
  findings: {
    CKV_AWS_111: 'Log deliveries and traces take no resource.',
    'RESOURCE_STAR[logs:CreateLogStream]': 'As the Developer Guide has it: the streams are those of log deliveries.',
    'RESOURCE_STAR[logs:PutLogEvents]': 'As the Developer Guide has it: the streams are those of log deliveries.',
  },
};

export const TRACES: Permission = {
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  resources: ['*'],
  because: 'X-Ray takes no resources.',
};

/** Findings where an execution is described. */
export const STANDARD_EXECUTIONS = {
  'RESOURCE_MISMATCH[states:DescribeExecution]':
    'parliament knows the ARNs of express executions only; ours are standard.',
};

/** Starting child executions and waiting for them (`states:startExecution.sync:2`). `children` are deployed names. */
export function nested(place: RightsPlace, children: readonly string[]): Permission[] {
  if (children.length === 0) return [];
  const arn = (resource: string, name: string): string => arnIn(place, 'states', `${resource}:${name}`);
  return [
    { actions: ['states:StartExecution'], resources: children.map((name) => arn('stateMachine', name)) },
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: children.map((name) => arn('execution', `${name}:*`)),
      because: 'Children have no fixed names: a redrive starts a new one.',
      findings: STANDARD_EXECUTIONS,
    },
    {
      // without it the end of a child is found by polling, later
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [arnIn(place, 'events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule')],
    },
  ];
}

/**
 * A Distributed Map starts its children as executions of its own machine, and a redrive of the parent redrives them.
 * `machine` is the deployed name.
 */
export function distributedMaps(place: RightsPlace, machine: string, labels: readonly string[]): Permission[] {
  if (labels.length === 0) return [];
  const arn = (resource: string, name: string): string => arnIn(place, 'states', `${resource}:${name}`);
  const children = labels.map((label) => arn('execution', `${machine}/${label}:*`));
  const because = 'Step Functions names the executions of a Distributed Map.';
  return [
    { actions: ['states:StartExecution'], resources: [arn('stateMachine', machine)] },
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [arn('execution', `${machine}:*`), ...children],
      because,
      findings: STANDARD_EXECUTIONS,
    },
    { actions: ['states:RedriveExecution'], resources: children, because },
  ];
}

export const invoking = (functionArns: readonly string[]): Permission[] =>
  functionArns.length === 0 ? [] : [{ actions: ['lambda:InvokeFunction'], resources: functionArns }];
