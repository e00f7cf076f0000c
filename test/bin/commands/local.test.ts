import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsCommand, welcome } from '../../../bin/local-welcome';
import { ENDPOINT_FILE, runningUrl } from '../../../bin/target';
import { startAws } from '../../../packages/local-aws/start-aws';

const folder = (): string => mkdtempSync(join(tmpdir(), 'lakeferry-local-'));

it('a configuration that does not compile ends the start with its line', () => {
  const LAKEFERRY_CONFIG = join(folder(), 'broken.config.ts');
  writeFileSync(LAKEFERRY_CONFIG, 'export default {\n  environment: {{\n};\n');
  const script = join(__dirname, '..', '..', '..', 'bin', 'lakeferry.js');
  const { status, stderr } = spawnSync(process.execPath, [script, 'local', '--port', '0'], {
    env: { ...process.env, LAKEFERRY_CONFIG },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/broken\.config\.ts cannot be loaded: line 2:\d+: ERROR/),
  ]);
});

it('the runtime of a folder is found while it answers, and not after', async () => {
  const directory = folder();
  expect(await runningUrl(directory)).toBeUndefined();
  const aws = await startAws({ services: ['s3'] });
  writeFileSync(join(directory, ENDPOINT_FILE), aws.url);
  expect(await runningUrl(directory)).toBe(aws.url);
  await aws.close();
  expect(await runningUrl(directory)).toBeUndefined();
});

it('another program that listens where the runtime did is not taken for it', async () => {
  const directory = folder();
  const other = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  writeFileSync(join(directory, ENDPOINT_FILE), `http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  expect(await runningUrl(directory)).toBeUndefined();
  other.close();
  other.closeAllConnections();
});

it('the aws command that is printed has all that a client needs', async () => {
  const aws = await startAws({ services: ['states'] });
  const command = awsCommand(aws.url, 'eu-west-1');
  const given = Object.fromEntries([...command.matchAll(/(AWS_\w+)=(\S+)/g)].map(([, name, text]) => [name, text!]));
  const sfn = new SFNClient({
    endpoint: given.AWS_ENDPOINT_URL,
    region: given.AWS_DEFAULT_REGION,
    credentials: { accessKeyId: given.AWS_ACCESS_KEY_ID!, secretAccessKey: given.AWS_SECRET_ACCESS_KEY! },
  });
  expect((await sfn.send(new ListStateMachinesCommand())).stateMachines).toEqual([]);
  await aws.close();
});

it.each([
  [{ dynamodb: [], replications: [] }, 4],
  [{ dynamodb: [], replications: [{ name: 'files' }] }, 5],
  [{ dynamodb: [{ name: 'web', tables: ['t'] }], replications: [{ name: 'files' }] }, 6],
  [{ dynamodb: [{ name: 'web', from: {} }], replications: [{ name: 'files' }] }, 5],
])('the welcome with %o has %i commands in two columns', (settings, count) => {
  const environment = { region: 'eu-west-1' };
  const text = welcome('http://127.0.0.1:4599', 60, ['an-id-that-is-longer-than-most-of-them'], {
    ...settings,
    environment,
  } as never);
  const columns = text.split('\n').flatMap((line) => /^ {2}npx .*(?=# )/.exec(line)?.[0].length ?? []);
  expect(text).toContain('\nSources: an-id-that-is-longer-than-most-of-them\n');
  expect(columns).toHaveLength(count);
  expect(new Set(columns).size).toBe(1);
  expect(text.includes('npx lakeferry replication report')).toBe(count > 4);
  expect(text.includes('npx lakeferry dynamodb load web --local')).toBe(count === 6);
});

it('the welcome without sources names what there is, and no fault of a crawl', () => {
  const settings = { dynamodb: [{ name: 'web', tables: ['t'] }], replications: [{ name: 'files' }] };
  const text = welcome('http://127.0.0.1:4599', 60, [], { ...settings, environment: { region: 'eu-west-1' } } as never);
  expect(text).toMatch(/\nReplications: files\nDynamoDB: web\n$/);
  expect(text).not.toMatch(/crawl|Sources/);
});
