import { PublishingWorld, publishByHand } from './publishing-world';

/** All in .ci/run; `npm test` has a tenth. */
const TIMES = Number(process.env.LAKEFERRY_REPUBLISHES ?? 10);
const NIGHT = '2026-11-27T01:00:00.000Z';
const DAY = 24 * 3600_000;

let world: PublishingWorld;
afterEach(() => world.runtime.close());

const late = (i: number) => ({ customer: `c${i}`, at: '2026-11-26T08:00:00Z', attributes: { total: String(i) } });

it(`a reader who loops during ${TIMES} re-publishes counts no key twice and misses none`, async () => {
  world = await new PublishingWorld(NIGHT).start();
  await world.deliveredThrough(NIGHT);
  await world.land('2026-11-26', [late(0)]);
  await world.publish();
  let published = 1;
  const faults: string[] = [];
  let isOver = false;
  const read = async (): Promise<number> => {
    let reads = 0;
    for (; !isOver; reads++) {
      const least = published;
      const rows = (await world.ask('SELECT customer, count(*) FROM dynamodb_shop.carts GROUP BY customer')) ?? [];
      if (rows.some(([, count]) => count !== '1')) faults.push(`twice: ${JSON.stringify(rows)}`);
      if (rows.length < least) faults.push(`${rows.length} of ${least}`);
    }
    return reads;
  };
  const reading = read();
  for (let i = 1; i <= TIMES; i++) {
    // what came late, and what came before once more
    await world.land('2026-11-27', [late(i)]);
    expect(await publishByHand(world, `run-${i}`)).toMatchObject({ outcome: 'COMMITTED', dates: 1 });
    published = i + 1;
  }
  isOver = true;
  expect(await reading).toBeGreaterThan(TIMES / 10);
  expect(faults).toEqual([]);
  expect((await world.ask('SELECT count(*) FROM dynamodb_shop.carts'))![0]).toEqual([String(TIMES + 1)]);
  // the folder of each re-publish is still there for whoever reads it, and gone after a day
  expect(await world.filesInLake()).toHaveLength(TIMES + 1);
  await world.pass(DAY + 1000);
  await world.deliveredThrough(new Date(world.clock.now()).toISOString());
  await publishByHand(world, 'a-day-later');
  expect(await world.filesInLake()).toHaveLength(1);
  expect((await world.ask('SELECT count(*) FROM dynamodb_shop.carts'))![0]).toEqual([String(TIMES + 1)]);
});

it('of two at once one is superseded, and the next has what it read', async () => {
  world = await new PublishingWorld(NIGHT).start();
  await world.deliveredThrough(NIGHT);
  await world.land('2026-11-26', [late(0)]);
  let later: unknown;
  const first = await publishByHand(world, 'first', async (input) => {
    await world.land('2026-11-27', [late(1)]);
    later = await publishByHand(world, 'second');
    return world.invoke('commit-publication', input);
  });
  expect(later).toMatchObject({ outcome: 'COMMITTED' });
  expect(first).toMatchObject({ outcome: 'SUPERSEDED' });
  await world.pass(3600_000);
  await publishByHand(world, 'third');
  expect((await world.ask('SELECT count(*) FROM dynamodb_shop.carts')) ?? 'hidden').toBe('hidden');
  await world.publish();
  expect((await world.ask('SELECT count(*) FROM dynamodb_shop.carts'))![0]).toEqual(['2']);
});

it('a table that is deployed before a commit of others comes whole with the next publication', async () => {
  world = await new PublishingWorld(NIGHT).start();
  await world.land('2026-11-26', [late(0), { ...late(1), table: 'orders' }]);
  // both listings come long after the file
  await world.pass(DAY / 12);
  await world.deliveredThrough(NIGHT);
  await publishByHand(world, 'first', async (input) => {
    const declared = { keys: ['customer'], columns: ['gift'], decimals: { coupon: 'decimal(9,2)' } };
    await world.start({ publish: ['carts', 'orders'].map((table) => ({ table, ...declared })) });
    return world.invoke('commit-publication', input);
  });
  await publishByHand(world, 'second');
  expect(await world.published('orders', '2026-11-26')).toEqual({ folders: 1, rows: 1 });
  expect(await world.published('carts', '2026-11-26')).toEqual({ folders: 1, rows: 1 });
  const declared = { gift: 'string', coupon: 'decimal(9,2)' };
  for (const table of ['carts', 'orders']) expect(await world.columnTypes(table)).toMatchObject(declared);
});

it('a published column gets another type once its Glue table was deleted, on every date', async () => {
  world = await new PublishingWorld(NIGHT).start();
  const withoutTotal = { customer: 'ada', at: '2026-11-25T08:00:00Z' };
  await world.land('2026-11-26', [late(7), withoutTotal]);
  // listings come long after the file
  await world.pass(DAY / 12);
  await world.deliveredThrough(NIGHT);
  await publishByHand(world, 'strings');
  await world.start({ publish: [{ table: 'carts', keys: ['customer'], decimals: { total: 'decimal(9,2)' } }] });
  await expect(publishByHand(world, 'refused')).rejects.toThrow('total is string, not decimal(9,2)');
  expect(await world.published('carts', '2026-11-26')).toEqual({ folders: 1, rows: 1 });
  await world.pass(DAY / 24);
  await world.dropTable('carts');
  expect(await publishByHand(world, 'decimals')).toMatchObject({ outcome: 'COMMITTED', dates: 2 });
  expect(await world.published('carts', '2026-11-26')).toEqual({ folders: 1, rows: 1 });
  expect(await world.published('carts', withoutTotal.at.slice(0, 10))).toEqual({ folders: 1, rows: 1 });
});
