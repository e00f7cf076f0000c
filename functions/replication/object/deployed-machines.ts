import { SFNClient } from '@aws-sdk/client-sfn';
import { ENV, requiredEnv } from '../../shared/env';
import { classifying } from '../../shared/service-errors';
import type { HandOver, Successor } from './replicator';

const MACHINE_ENV = {
  'replicate-large-object': ENV.largeObjectMachineArn,
  'convert-object': ENV.convertMachineArn,
} as const satisfies Readonly<Record<Successor, string>>;

/** The machines of this function's output. */
export const deployedMachines = (): HandOver => ({
  sfn: classifying(new SFNClient({})),
  machineArn: (successor) => requiredEnv(MACHINE_ENV[successor]),
});
