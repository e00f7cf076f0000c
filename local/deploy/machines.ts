import {
  CreateStateMachineCommand,
  InvalidDefinition,
  type SFNClient,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { type AnyMachineName, MACHINES, type MachineName } from '../../core/machines';
import { pascalCase } from '../../core/names';
import { machineFile, readMachine, refusedMachine } from './machine-file';
import { FUNCTIONS, functionArn, type LocalResources, type Place } from './resources';
import { isThere } from './unless-there';

/** The machines of every branch, children first. */
export async function deployMachines(place: Place, resources: LocalResources, sfn: SFNClient): Promise<void> {
  for (const name of MACHINES) await deployMachine(name, place, resources, sfn);
}

async function deployMachine(
  name: MachineName,
  place: Place,
  resources: LocalResources,
  sfn: SFNClient,
): Promise<void> {
  const values = {
    Partition: place.partition,
    LedgerTable: resources.ledgerTable,
    ...Object.fromEntries(MACHINES.map((m) => [pascalCase(m), resources.machines[m]])),
    ...Object.fromEntries(FUNCTIONS.map((f) => [pascalCase(f), functionArn(place, f)])),
  };
  const own = { machineName: place.names.deployed(name), machineArn: resources.machines[name] };
  await deployFile(name, { ...own, roleArn: resources.roles[name] }, values, sfn);
}

/** What a file becomes in this place. */
export interface DeployedMachine {
  readonly machineName: string;
  readonly machineArn: string;
  readonly roleArn: string;
}

/** Makes a machine of its file, or brings it up to date. */
export async function deployFile(
  name: AnyMachineName,
  { machineName, machineArn, roleArn }: DeployedMachine,
  values: Readonly<Record<string, string>>,
  sfn: SFNClient,
): Promise<void> {
  const definition = filled(name, values);
  try {
    await sfn.send(new CreateStateMachineCommand({ name: machineName, definition, roleArn, type: 'STANDARD' }));
  } catch (error) {
    if (error instanceof InvalidDefinition) throw refusedMachine(machineFile(name), error);
    if (!isThere(error)) throw error;
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: machineArn, definition, roleArn }));
  }
}

/** The machine's file with its placeholders filled, as CDK's DefinitionSubstitutions fill them. */
const filled = (name: AnyMachineName, values: Readonly<Record<string, string>>): string =>
  readMachine(machineFile(name)).replace(/\$\{(\w+)\}/g, (placeholder, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`${name}.asl.json names ${placeholder}, which is not deployed locally.`);
    return value;
  });
