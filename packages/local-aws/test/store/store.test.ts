import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore, openStore, type Store } from '../../store';
import { type StorePlace, storeContract } from './contract';

async function durable(directory = mkdtempSync(join(tmpdir(), 'local-aws-store-'))): Promise<StorePlace> {
  const store = await openStore(directory);
  return {
    store,
    reopen: async () => {
      await store.close();
      return durable(directory);
    },
  };
}

/** Lives as long as the object does: whoever holds it can start over it. */
function inMemory(store: Store = memoryStore()): StorePlace {
  return {
    store,
    reopen: async () => {
      await store.close();
      return inMemory(store);
    },
  };
}

describe('the durable store', () => storeContract(() => durable()));
describe('the store in memory', () => storeContract(async () => inMemory()));

describe('the durable store alone', () => {
  it('is refused to a second process while the first has it open, with the folder in the message', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'local-aws-store-'));
    const store = await openStore(directory);
    await expect(openStore(directory)).rejects.toThrow(directory);
    await store.close();
  });
});
