import asyncHooks from 'node:async_hooks';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { cachingCode } from './cached-code';
import { disableStorages, KnownStorage } from './storages';

// A worker loads this file once; Jest and test files look both up for themselves.
Object.assign(vm, { compileFunction: cachingCode(vm.compileFunction) });
// From Node 24 on a storage costs a promise nothing, and cannot be replaced.
if (Object.getOwnPropertyDescriptor(asyncHooks, 'AsyncLocalStorage')?.writable)
  Object.assign(asyncHooks, { AsyncLocalStorage: KnownStorage });

/** Jest's environment for Node, in which modules are compiled once a worker, and no test file pays for another. */
export default class extends TestEnvironment {
  override async teardown(): Promise<void> {
    await super.teardown();
    disableStorages();
  }
}
