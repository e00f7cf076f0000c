import { Changes, DurableMap, memoryStore, type Store } from '../../store';

async function world() {
  const store = memoryStore();
  const [tables, grants] = [
    await DurableMap.load<number>(store, 'tables'),
    await DurableMap.load<string>(store, 'grants'),
  ];
  await tables.set('orders', 1);
  return { store, tables, grants };
}

/** What a process that starts now finds. */
async function kept(store: Store, namespace: string): Promise<Record<string, unknown>> {
  const entries: Record<string, unknown> = {};
  for await (const [key, value] of store.entries(namespace)) entries[key] = value;
  return entries;
}

it('changes of several maps are one write, in memory and in the store before anything is awaited', async () => {
  const { store, tables, grants } = await world();
  const append = jest.spyOn(store, 'append');
  const made = Changes.together(store, (changes) => {
    changes.delete(tables, 'orders');
    changes.set(tables, 'stock', 2);
    changes.set(grants, 'stock', 'SELECT');
  });
  expect([tables.keys(), grants.get('stock')]).toEqual([['stock'], 'SELECT']);
  expect(append).toHaveBeenCalledTimes(1);
  await made;
  expect(await kept(store, 'tables')).toEqual({ stock: 2 });
  expect(await kept(store, 'grants')).toEqual({ stock: 'SELECT' });
});

it.each([
  ['the change throws', 2, new Error('no such table')],
  ['the store refuses a value', 2n as unknown as number, undefined],
])('nothing is changed when %s, and listeners hear it taken back', async (_when, value, error) => {
  const { store, tables, grants } = await world();
  const heard: unknown[] = [];
  tables.listen({ changed: (before, after) => heard.push([before, after]) });
  const refused = Changes.together(store, (changes) => {
    changes.set(tables, 'orders', value);
    changes.set(grants, 'orders', 'SELECT');
    if (error !== undefined) throw error;
  });
  await expect(refused).rejects.toThrow();
  expect([tables.get('orders'), grants.size]).toEqual([1, 0]);
  expect(heard).toEqual([
    [1, value],
    [value, 1],
  ]);
  expect(await kept(store, 'tables')).toEqual({ orders: 1 });
});

it('what is put off until the changes are made does not begin before, nor ever when they are not', async () => {
  const { store, tables } = await world();
  const told: string[] = [];
  const tell = async (changes: Changes, what: string): Promise<void> => {
    await changes.made;
    told.push(`${what} ${(await kept(store, 'tables')).orders}`);
  };
  await Changes.together(store, (changes) => {
    changes.set(tables, 'orders', 2);
    return tell(changes, 'made');
  });
  const refused = Changes.together(store, (changes) => {
    void tell(changes, 'refused');
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual(['made 2']);
});

it('of writes to one key that nobody waits for, a restart finds the last', async () => {
  const { store, tables } = await world();
  const writes = Array.from({ length: 50 }, (_, i) => tables.set('orders', i));
  expect(await kept(store, 'tables')).toEqual({ orders: 49 });
  await Promise.all(writes);
});
