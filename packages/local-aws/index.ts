/** What the published package offers. */
export { ANSWERS, type Answers, EDGES, type Edge, isAnswer, type OpenQuestion } from './answers';
export type { ClientConfig } from './client-config';
export { type Clock, ScaledClock, type Timer, VirtualClock } from './clock';
export {
  type DatabasesOptions,
  loadDatabases,
  SourceDatabaseError,
  type SourceDatabases,
  type SourceSpec,
} from './databases';
export { FAULT_NAMES, type Fault, type FaultName, type Faults } from './faults';
export type { ServiceName, ServiceTable } from './services';
export { type Aws, type AwsOptions, PortInUseError, startAws } from './start-aws';
export { memoryStore, openStore, type Store, StoreNotOpenedError, type Write } from './store';
