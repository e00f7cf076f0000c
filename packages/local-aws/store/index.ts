export { Changes } from './changes';
export { openStore, StoreNotOpenedError } from './durable';
export { DurableMap } from './durable-map';
export { memoryStore } from './memory';
export type { Store, Write } from './store';
