import type { Names } from '../deployed-names';
import { MACHINES, type MachineName } from '../machines';
import { onLedger } from '../rights/data';
import { encryptWith } from '../rights/key-use';
import { STANDARD_EXECUTIONS } from '../rights/machines';
import { arnIn, type Permission, type RightsPlace } from '../rights/permission';

export interface NotifyFailureRightsProps {
  readonly place: RightsPlace;
  readonly names: Pick<Names, 'deployed'>;
  /** Labels of the Distributed Maps of a machine. */
  readonly mapLabels: (machine: MachineName) => readonly string[];
  /** ARNs. */
  readonly ledger: string;
  readonly topic: string;
  readonly undelivered: string;
  readonly key: string;
}

/** Of notify-failure. */
export const notifyFailureRights = (props: NotifyFailureRightsProps): Permission[] => [
  ...readingExecutions(props),
  onLedger(props.ledger, 'GetItem', 'PutItem'),
  { actions: ['sns:Publish'], resources: [props.topic] },
  { actions: ['sqs:SendMessage'], resources: [props.undelivered] },
  encryptWith(props.key),
];

/**
 * Following a failed execution of any machine down to the one that failed by itself: nested executions, Map Runs and
 * their children.
 */
function readingExecutions({ place, names: { deployed }, mapLabels }: NotifyFailureRightsProps): Permission[] {
  const arn = (resource: string, name: string): string => arnIn(place, 'states', `${resource}:${name}`);
  const maps = MACHINES.flatMap((name) => mapLabels(name).map((label) => `${deployed(name)}/${label}`));
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
