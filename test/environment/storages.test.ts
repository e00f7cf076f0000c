import { AsyncLocalStorage } from 'node:async_hooks';
import { disableStorages, KnownStorage } from './storages';

it('disables the storages that were made, once', () => {
  const storage = new KnownStorage<number>();
  const disabled = jest.spyOn(storage, 'disable');
  storage.enterWith(1);
  expect(storage.getStore()).toBe(1);
  disableStorages();
  disableStorages();
  expect(storage.getStore()).toBeUndefined();
  expect(disabled).toHaveBeenCalledTimes(1);
});

it('knows those of a test file where they make promises dearer: up to Node 22', () => {
  const isDearer = Number.parseInt(process.versions.node, 10) < 24;
  expect(AsyncLocalStorage.name).toBe(isDearer ? KnownStorage.name : 'AsyncLocalStorage');
});
