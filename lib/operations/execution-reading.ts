import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MACHINES } from '../../core/machines';
import { readAslFile } from '../shared/asl-file';
import { namesIn } from '../shared/lakeferry-stack';
import { STANDARD_EXECUTIONS } from '../shared/machine-permissions';
import type { Permission } from '../shared/permissions';

/**
 * Following a failed execution of any machine down to the one that failed by itself: nested executions, Map Runs and
 * their children.
 */
export function readingExecutions(scope: Construct): Permission[] {
  const arn = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const { deployed } = namesIn(scope);
  const maps = MACHINES.flatMap((name) => readAslFile(name).mapLabels.map((label) => `${deployed(name)}/${label}`));
  const executions = [...MACHINES.map(deployed), ...maps].map((name) => arn('execution', `${name}:*`));
  const because = 'Step Functions names executions and Map Runs.';
  return [
    {
      actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
      resources: executions,
      because,
      findings: STANDARD_EXECUTIONS,
    },
    { actions: ['states:ListMapRuns'], resources: executions, because },
    {
      actions: ['states:ListExecutions'],
      // asked with a Map Run's ARN
      resources: [
        ...maps.map((name) => arn('mapRun', `${name}:*`)),
        ...MACHINES.map((name) => arn('stateMachine', deployed(name))),
      ],
      because,
    },
  ];
}
