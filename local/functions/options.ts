import type { Settings } from '../../core/config/types';
import type { Clock } from '../../packages/local-aws/clock';
import type { RoleInUse } from '../../packages/local-aws/services/module';
import type { LocalResources, Place } from '../deploy/resources';
import type { LogOf } from './function-log';

/** What all functions are made of. */
export interface FunctionsOptions {
  readonly settings: Settings;
  readonly place: Place;
  readonly resources: LocalResources;
  /** For the clients of a function, by its role. */
  readonly client: (role: RoleInUse) => { readonly endpoint: string; readonly region: string };
  readonly clock: Clock;
  /** For clients of another partition. @default there is none */
  readonly partitions?: (partition: string) => { readonly endpoint: string; readonly region: string } | undefined;
  /** @default nothing is logged */
  readonly log?: LogOf;
}
