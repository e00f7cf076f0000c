import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadSettings } from '../../lib/config';
import { startPartitions } from '../../local/partitions';
import { startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';
import { startAws } from '../../packages/local-aws/start-aws';
import { noDatabases } from './world/no-databases';

const settings = loadSettings({ file: 'lakeferry.demo.config.ts' });
const temporary = (): string => mkdtempSync(join(tmpdir(), 'runtime-'));
const clock = new VirtualClock(Date.parse('2026-11-20T01:00:00Z'));

it('a start that fails leaves nothing open: neither databases nor other partitions', async () => {
  const [directory, other] = [temporary(), await startAws({ services: ['sts'] })];
  const databases = { ...noDatabases, close: jest.fn() };
  const started = startRuntime({ settings, directory, clock, databases, port: other.port });
  await expect(started).rejects.toThrow(`Port ${other.port} on 127.0.0.1 is in use.`);
  expect(databases.close).toHaveBeenCalledTimes(1);
  await (await startPartitions([settings], 'aws', { directory, clock, issuers: () => undefined }))
    .get('aws-cn')
    ?.close();
  await other.close();
});

it('a partition that does not start closes those that did', async () => {
  const folder = join(temporary(), 'partitions');
  mkdirSync(folder);
  writeFileSync(join(folder, 'aws-cn'), 'a file is in the way');
  // seen from a third partition, the destinations are in two others: `aws` comes first
  const started = startPartitions([settings], 'aws-us-gov', {
    directory: dirname(folder),
    clock,
    issuers: () => undefined,
  });
  await expect(started).rejects.toThrow();
  await (await startAws({ directory: join(folder, 'aws'), services: ['s3'] })).close();
});
