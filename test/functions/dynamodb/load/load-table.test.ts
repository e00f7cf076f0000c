import { LoadWorld } from './load-world';

let world: LoadWorld;
afterEach(() => world.end());

async function withRecovery(more: Parameters<LoadWorld['start']>[0] = {}): Promise<void> {
  world = new LoadWorld();
  await world.start(more);
  await world.recovery(true);
}

/** 38 digits; those of a double would not be enough. */
const numberOf = (n: number): string => `${n + 1}.${'1234567890'.repeat(3)}${n % 9}`.slice(0, 37).replace(/\.?0+$/, '');
const customer = (row: { readonly customer?: unknown }) => row.customer;

it('loads 2,003 items, every digit, as of a time after the stream was active', async () => {
  await withRecovery();
  const numbers = new Map(Array.from({ length: 2003 }, (_, n) => [`k${n}`, numberOf(n)]));
  await world.putAll(numbers);
  const began = world.now;
  const { status, output } = await world.load({ table: 'carts' });
  expect(status).toBe('SUCCEEDED');
  expect(output).toMatchObject({ outcome: 'LOADED', table: 'carts', items: 2003, files: 4 });
  const exportTime = Date.parse(output.chosen.exportTime);
  expect(exportTime).toBeGreaterThanOrEqual(began.getTime() + 5 * 60_000);
  const rows = await world.rows('FULL_EXPORT');
  expect(new Map(rows.map((row) => [row.customer, row.n]))).toEqual(numbers);
  expect(rows).toHaveLength(2003);
  for (const row of rows) expect(row).toMatchObject({ ddb_event: 'LOAD', ddb_version: (exportTime - 300_000) * 1000 });
});

it('loads an empty table', async () => {
  await withRecovery();
  expect(await world.load({ table: 'carts' })).toMatchObject({
    status: 'SUCCEEDED',
    output: { items: 0, files: 0, bytes: 0 },
  });
});

it('asks for point-in-time recovery by its command, and a redrive goes on', async () => {
  world = new LoadWorld();
  await world.start();
  await world.put('a', '1');
  await world.recovery(false);
  const failed = await world.load({ table: 'carts' });
  expect(failed).toMatchObject({ status: 'FAILED', error: 'PointInTimeRecoveryOffError' });
  expect(failed.cause).toContain('aws dynamodb update-continuous-backups --table-name carts');
  await world.recovery(true);
  expect(await world.redrive(failed.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: { items: 1 } });
});

it('starts a failed export again three times, and after a redrive three times more', async () => {
  await withRecovery();
  await world.put('a', '1');
  for (let i = 0; i < 5; i++) world.runtime.faults.inject({ name: 'export-failed', target: 'carts' });
  const failed = await world.load({ table: 'carts' });
  expect(failed).toMatchObject({ status: 'FAILED', error: 'TableExportFailedError' });
  expect(failed.cause).toContain('3 exports');
  expect(await world.redrive(failed.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: { items: 1 } });
});

it('refuses what it cannot load', async () => {
  await withRecovery();
  const refused = async (input: object) => {
    const { error, cause } = await world.load(input);
    return `${error}: ${cause}`;
  };
  expect(await refused({ table: 'other' })).toMatch(/InvalidLoadError.*none of the tables of 'shop'/);
  expect(await refused({ table: 'carts', exportTime: 'yesterday' })).toMatch(/InvalidLoadError.*exportTime/);
  expect(await refused({ table: 'carts', window: true, exportTime: '2026-11-20T01:00:00Z' })).toMatch(
    /InvalidLoadError/,
  );
  const long = { from: '2026-11-18T00:00:00Z', to: '2026-11-20T00:00:00Z' };
  expect(await refused({ table: 'carts', ...long })).toMatch(/InvalidLoadError.*15 minutes to 24 hours/);
  expect(await refused({ table: 'carts', exportTime: '2026-11-19T00:00:00Z' })).toMatch(/ExportTimeError/);
  expect(await refused({ table: 'carts', window: true })).toMatch(/FirstLoadMissingError.*load-table-shop/);
});

describe('windows', () => {
  it('follow the load and each other without a gap, with deletions, and catch up', async () => {
    await withRecovery();
    await world.put('kept', '1');
    await world.put('gone', '1');
    const loaded = await world.load({ table: 'carts' });
    await world.put('kept', '2');
    await world.remove('gone');
    await world.minutes(30);
    const first = await world.load({ table: 'carts', window: true });
    expect(first).toMatchObject({ status: 'SUCCEEDED', output: { items: 2 } });
    const [before] = await world.windows();
    expect(Number(before!.ExportFromTime)).toBeLessThan(Date.parse(loaded.output.chosen.exportTime));
    expect(await world.load({ table: 'carts', window: true })).toMatchObject({ output: { outcome: 'NOTHING' } });
    await world.minutes(30 * 60);
    await world.put('later', '1');
    await world.minutes(30);
    const caughtUp = await world.load({ table: 'carts', window: true });
    const hours = (Date.parse(caughtUp.output.chosen.to) - Date.parse(first.output.chosen.to)) / 3_600_000;
    expect(hours).toBeGreaterThan(30);
    expect(Date.parse(caughtUp.output.chosen.to) - Date.parse(caughtUp.output.chosen.from)).toBeLessThan(86_400_000);
    const windows = await world.windows();
    expect(windows.slice(1).map(({ ExportFromTime }) => ExportFromTime)).toEqual(
      windows.slice(0, -1).map(({ ExportToTime }) => ExportToTime),
    );
    const rows = await world.rows('INCREMENTAL_EXPORT');
    expect(rows.map((row) => [row.ddb_event, row.customer, row.n]).sort()).toEqual([
      ['INSERT', 'gone', '1'],
      ['INSERT', 'kept', '1'],
      ['INSERT', 'later', '1'],
      ['MODIFY', 'kept', '2'],
      ['REMOVE', 'gone', undefined],
    ]);
    const streamed = await world.rows('STREAM');
    for (const row of rows) {
      const same = streamed.filter((each) => customer(each) === customer(row)).map((each) => each.ddb_version);
      expect(same).toContain(row.ddb_version);
    }
  });

  it('name the gap when recovery was off meanwhile, and go on after a load', async () => {
    await withRecovery();
    await world.put('a', '1');
    await world.load({ table: 'carts' });
    await world.recovery(false);
    await world.minutes(60);
    await world.recovery(true);
    await world.minutes(30);
    const failed = await world.load({ table: 'carts', window: true });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'RecoveryGapError' });
    expect(failed.cause).toContain('{\\"table\\": \\"carts\\"} as the input of lakeferry-load-table-shop');
    const again = await world.load({ table: 'carts' });
    await world.minutes(30);
    const window = await world.load({ table: 'carts', window: true });
    expect(window.output.chosen.from).toBe(again.output.chosen.exportTime);
  });

  it('are started by the clock where the configuration asks for them', async () => {
    await withRecovery({ repairHours: 1 });
    await world.load({ table: 'carts' });
    await world.put('skipped', '1');
    await world.minutes(150);
    expect((await world.rows('INCREMENTAL_EXPORT')).map(customer)).toEqual(['skipped']);
  });
});
