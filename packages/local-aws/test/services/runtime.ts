import { VirtualClock } from '../../clock';
import { Faults } from '../../faults';
import type { BusEvent, LocalService, RequestContext, ServiceDependencies } from '../../service';
import { memoryStore, type Store } from '../../store';

export const PRODUCER = '111111111111';
export const CONSUMER = '222222222222';
export const STARTS_AT = Date.parse('2026-11-20T02:00:00Z');

export interface TestRuntime extends ServiceDependencies {
  readonly clock: VirtualClock;
  readonly events: Pick<BusEvent, 'source' | 'detail-type' | 'resources' | 'detail'>[];
}

/** What services are built from: stopped clock, forgetful store, no faults. */
export function testRuntime(store: Store = memoryStore()): TestRuntime {
  return {
    clock: new VirtualClock(STARTS_AT),
    store,
    faults: new Faults(),
    partition: 'aws',
    region: 'eu-west-1',
    accountId: PRODUCER,
    events: [],
  };
}

export const callerOf = (accountId = PRODUCER, role = 'pipeline'): RequestContext => ({
  accountId,
  region: 'eu-west-1',
  principalArn: `arn:aws:iam::${accountId}:role/${role}`,
  requestId: 'request-1',
});

/** Calls operations in process, as the gateway would. */
export const caller =
  (service: LocalService, context = callerOf()) =>
  // biome-ignore lint/suspicious/noExplicitAny: outputs are checked by what tests expect of them
  async (operation: string, input: object = {}): Promise<any> => {
    const found = service.operations[operation];
    if (found === undefined) throw new Error(`${service.name} has no operation ${operation}`);
    return found(input, context);
  };

/** Lets the virtual clock run until `ms` have gone by. */
export const elapse = (clock: VirtualClock, ms: number): Promise<void> =>
  new Promise((resolve) => clock.at(clock.now() + ms, resolve));
