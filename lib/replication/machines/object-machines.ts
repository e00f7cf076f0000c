import { starting } from '../../../core/replication/rights/functions';
import type { Permission } from '../../../core/rights/permission';
import { ENV, type EnvName } from '../../../functions/shared/env';
import type { IMachine } from '../../shared/machine';

/** Machines that take over objects which outlast a function. */
export interface ObjectMachines {
  readonly replicateLargeObject: IMachine;
  /** Only where something is converted. */
  readonly convertObject?: IMachine;
}

const arnOf = (machine: IMachine): string => machine.stateMachine.stateMachineArn;

/** By which variables a function finds the machines. */
export const machineEnvironment = ({
  replicateLargeObject,
  convertObject,
}: ObjectMachines): Partial<Record<EnvName, string>> => ({
  [ENV.largeObjectMachineArn]: arnOf(replicateLargeObject),
  ...(convertObject && { [ENV.convertMachineArn]: arnOf(convertObject) }),
});

/** Starting each of them. */
export const startingThem = ({ replicateLargeObject, convertObject }: ObjectMachines): Permission[] =>
  starting([replicateLargeObject, convertObject].flatMap((each) => (each === undefined ? [] : [arnOf(each)])));
