import { PublishingWorld } from './publishing-world';

let world: PublishingWorld;
afterEach(() => world.runtime.close());

const CARTS = 'SELECT customer, total, "date" FROM dynamodb_shop.carts ORDER BY customer';
const DAY = 24 * 3600_000;

const nightAfter = async (date: string): Promise<PublishingWorld> => {
  const night = new Date(Date.parse(`${date}T01:00:00Z`) + DAY).toISOString();
  const made = await new PublishingWorld(night).start();
  await made.deliveredThrough(night);
  return made;
};

it('publishes the date that is over, by the date of the change, and hides what nobody agreed to', async () => {
  world = await nightAfter('2026-11-26');
  await world.land('2026-11-26', [
    { customer: 'ada', at: '2026-11-26T08:00:00Z', attributes: { total: '12.50', mail: 'ada@example.com' } },
    { customer: 'bob', at: '2026-11-25T23:59:00Z', attributes: { total: '3' } },
    { customer: 'eve', at: '2026-11-26T08:00:00Z', table: 'orders' },
  ]);
  await world.land('2026-11-27', [{ customer: 'cat', at: '2026-11-27T00:00:01Z', attributes: { total: '1' } }]);
  expect(await world.publish()).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'COMMITTED', dates: 2 } });
  expect(await world.ask(CARTS)).toEqual([
    ['ada', '12.50', '2026-11-26'],
    ['bob', '3', '2026-11-25'],
  ]);
  await expect(world.ask('SELECT mail FROM dynamodb_shop.carts')).rejects.toThrow('COLUMN_NOT_FOUND');
});

it('waits until the date is finished, and asks a person after a day; a redrive goes on', async () => {
  world = await nightAfter('2026-11-26');
  await world.land('2026-11-26', [{ customer: 'ada', at: '2026-11-26T08:00:00Z', attributes: { total: '1' } }]);
  await world.deliveredThrough('2026-11-26T23:59:59.999Z');
  const failed = await world.publish('2026-11-26');
  expect(failed).toMatchObject({ status: 'FAILED', error: 'DateUnfinishedError' });
  await world.deliveredThrough('2026-11-27T00:00:00.000Z');
  const redriven = await world.redrive(failed.arn);
  expect(redriven).toMatchObject({ status: 'SUCCEEDED', output: { through: '2026-11-26' } });
});

it('a policy may name a column that no row has had, once it is declared: a table that stands gets it too', async () => {
  world = await nightAfter('2026-11-26');
  await world.land('2026-11-26', [{ customer: 'ada', at: '2026-11-26T08:00:00Z' }]);
  const failed = await world.publish();
  expect(failed.status).toBe('FAILED');
  expect(failed.cause).toContain("add 'total' to dynamodb[0].publish[].columns, deploy");
  await world.start({ publish: [{ table: 'carts', keys: ['customer'], columns: ['total', 'gift'] }] });
  expect(await world.publish()).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'COMMITTED', dates: 0 } });
  expect(await world.ask(CARTS)).toEqual([['ada', '', '2026-11-26']]);
});

it('publishes the items of each date, and neither a late row nor a quiet day brings a deleted one back', async () => {
  const published = [{ table: 'carts', keys: ['customer'], state: 'daily' as const }];
  const columns = ['customer', 'total'];
  world = await new PublishingWorld('2026-11-27T01:00:00Z').start();
  const items = () => world.ask('SELECT "date", customer, total FROM dynamodb_shop.carts_state ORDER BY 1, 2');
  const night = async () => {
    await world.deliveredThrough(new Date(world.clock.now()).toISOString());
    const done = await world.publish();
    await world.pass(DAY);
    return done.status;
  };
  const at = '2026-11-26T08:00:00Z';
  await world.land('2026-11-26', [
    { customer: 'ada', at, attributes: { total: '1' } },
    { customer: 'bob', at, attributes: { total: '2' } },
    { customer: 'bob', at: '2026-11-26T09:00:00Z', event: 'REMOVE' },
  ]);
  expect(await night()).toBe('SUCCEEDED');
  // from then on, and first from the history
  await world.start({ publish: published }, { carts_state: { columns } });
  expect(await night()).toBe('SUCCEEDED');
  await world.land('2026-11-28', [
    { customer: 'bob', at: '2026-11-26T08:30:00Z', attributes: { total: '3' } },
    { customer: 'ada', at: '2026-11-28T08:00:00Z', attributes: { total: '4' } },
  ]);
  expect(await night()).toBe('SUCCEEDED');
  expect(await items()).toEqual([
    ['2026-11-27', 'ada', '1'],
    ['2026-11-28', 'ada', '4'],
  ]);
});
