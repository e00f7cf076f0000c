import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Up to Node 22 every storage that was used makes each promise of the process dearer until it is disabled. Jest makes
 * one for each test file and leaves it behind: a worker that has run 200 files pays for 200 at each promise.
 */
const made = new Set<AsyncLocalStorage<unknown>>();

/** As Node's, but known here. */
export class KnownStorage<T> extends AsyncLocalStorage<T> {
  constructor(...given: ConstructorParameters<typeof AsyncLocalStorage<T>>) {
    super(...given);
    made.add(this as AsyncLocalStorage<unknown>);
  }
}

/** When a test file is over, nobody uses its storages any more. */
export function disableStorages(): void {
  for (const each of made) each.disable();
  made.clear();
}
