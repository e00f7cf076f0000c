import {
  CreateStateMachineCommand,
  InvalidDefinition,
  type SFNClient,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { MACHINES, type MachineName } from '../../core/machines';
import { pascalCase } from '../../core/names';
import { machineFile, readMachine, refusedMachine } from './machine-file';
import { FUNCTIONS, functionArn, type LocalResources, type Place } from './resources';
import { isThere } from './unless-there';

/** The machines of every branch, children first. */
export async function deployMachines(place: Place, resources: LocalResources, sfn: SFNClient): Promise<void> {
  for (const name of MACHINES) await deployMachine(name, place, resources, sfn);
}

/** The machine's file with its placeholders filled, as CDK's DefinitionSubstitutions fill them. */
function machineDefinition(name: MachineName, place: Place, resources: LocalResources): string {
  const values: Record<string, string> = {
    Partition: place.partition,
    LedgerTable: resources.ledgerTable,
    ...Object.fromEntries(MACHINES.map((m) => [pascalCase(m), resources.machines[m]])),
    ...Object.fromEntries(FUNCTIONS.map((f) => [pascalCase(f), functionArn(place, f)])),
  };
  return readMachine(machineFile(name)).replace(/\$\{(\w+)\}/g, (placeholder, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`${name}.asl.json names ${placeholder}, which is not deployed locally.`);
    return value;
  });
}

async function deployMachine(
  name: MachineName,
  place: Place,
  resources: LocalResources,
  sfn: SFNClient,
): Promise<void> {
  const definition = machineDefinition(name, place, resources);
  const roleArn = resources.roles[name];
  try {
    await sfn.send(
      new CreateStateMachineCommand({ name: place.names.deployed(name), definition, roleArn, type: 'STANDARD' }),
    );
  } catch (error) {
    if (error instanceof InvalidDefinition) throw refusedMachine(machineFile(name), error);
    if (!isThere(error)) throw error;
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: resources.machines[name], definition, roleArn }));
  }
}
