import type { SFNClient } from '@aws-sdk/client-sfn';
import type { OutputMachineName } from '../../../core/machines';
import { pascalCase } from '../../../core/names';
import { overWorkFiles } from '../../../core/replication/rights/machines';
import type { OutputRightsProps } from '../../../core/replication/rights/rights-props';
import { distributedMaps, invoking } from '../../../core/rights/machines';
import { mapLabelsOf } from '../../../core/rights/map-labels';
import type { Permission } from '../../../core/rights/permission';
import { machineFile, readMachine } from '../machine-file';
import { deployFile } from '../machines';
import type { Place } from '../resources';
import type { LocalRole } from '../roles';
import { OUTPUT_FUNCTIONS, type OutputResources } from './resources';

/** Roles of the machines of one output, with the statements that its stack gives them. */
export const outputMachineRoles = (
  own: OutputResources,
  place: Place,
  props: OutputRightsProps,
): Omit<LocalRole, 'owner'>[] =>
  own.machines.map((machine) => ({
    arn: own.machineOf(machine).roleArn,
    service: 'states.amazonaws.com',
    permissions: rightsOf(machine, own, place, props),
  }));

function rightsOf(
  machine: OutputMachineName,
  own: OutputResources,
  place: Place,
  props: OutputRightsProps,
): Permission[] {
  const text = readMachine(machineFile(machine));
  const called = OUTPUT_FUNCTIONS.filter((name) => text.includes(`\${${pascalCase(name)}}`));
  const { machineName } = own.machineOf(machine);
  return [
    ...(machine === 'convert-object' ? [] : overWorkFiles(props)),
    ...invoking(called.map((name) => own.functionOf(name).functionArn)),
    ...distributedMaps(place, machineName, mapLabelsOf(JSON.parse(text))),
  ];
}

/** The machines of one output. */
export async function deployOutputMachines(own: OutputResources, place: Place, sfn: SFNClient): Promise<void> {
  const values = {
    Partition: place.partition,
    ...Object.fromEntries(OUTPUT_FUNCTIONS.map((name) => [pascalCase(name), own.functionOf(name).functionArn])),
  };
  for (const machine of own.machines) await deployFile(machine, own.machineOf(machine), values, sfn);
}
