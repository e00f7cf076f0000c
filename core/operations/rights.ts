import type { Names } from '../deployed-names';
import {
  type AnyMachineName,
  MACHINES,
  machinesOf,
  outputMachine,
  publishingMachines,
  type Replications,
  STREAM_MACHINES,
  streamMachine,
  type TableStreams,
} from '../machines';
import { onLedger } from '../rights/data';
import { encryptWith } from '../rights/key-use';
import { STANDARD_EXECUTIONS } from '../rights/machines';
import { arnIn, type Permission, type RightsPlace } from '../rights/permission';

export interface NotifyFailureRightsProps {
  readonly place: RightsPlace;
  readonly names: Pick<Names, 'deployed'>;
  /** Labels of the Distributed Maps of a machine. */
  readonly mapLabels: (machine: AnyMachineName) => readonly string[];
  /** Their outputs have machines of their own. */
  readonly replications: Replications;
  /** Where one is published, a machine publishes; each entry of this account's tables has a machine that loads them. */
  readonly dynamodb: TableStreams;
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
function readingExecutions(props: NotifyFailureRightsProps): Permission[] {
  const arn = (resource: string, name: string): string => arnIn(props.place, 'states', `${resource}:${name}`);
  const machines = deployedMachines(props);
  const maps = machines.flatMap(({ name, labels }) => labels.map((label) => `${name}/${label}`));
  const executions = [...machines.map(({ name }) => name), ...maps].map((name) => arn('execution', `${name}:*`));
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
        ...machines.map(({ name }) => arn('stateMachine', name)),
      ],
      because,
    },
  ];
}

/** Each by its deployed name, with the labels of its Distributed Maps. */
function deployedMachines({ names: { deployed }, mapLabels, replications, dynamodb }: NotifyFailureRightsProps) {
  const outputs = replications.flatMap((replication) => replication.outputs);
  return [
    ...[...MACHINES, ...publishingMachines(dynamodb)].map((machine) => ({
      name: deployed(machine),
      labels: mapLabels(machine),
    })),
    ...dynamodb
      .filter(({ from }) => from === undefined)
      .flatMap(({ name }) =>
        STREAM_MACHINES.map((machine) => ({
          name: deployed(streamMachine(machine, name)),
          labels: mapLabels(machine),
        })),
      ),
    ...outputs.flatMap((output) =>
      machinesOf(output).map((machine) => ({
        name: deployed(outputMachine(machine, output.name)),
        labels: mapLabels(machine),
      })),
    ),
  ];
}
