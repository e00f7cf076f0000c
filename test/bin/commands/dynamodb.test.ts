import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Command } from 'commander';
import { registerDynamoDb } from '../../../bin/commands/dynamodb';
import { announceLocal } from '../../../bin/target';
import type { LakeferryConfig } from '../../../core/config/types';
import { validateConfig } from '../../../core/config/validate';
import { type Runtime, startRuntime } from '../../../local/runtime';
import { sleep, VirtualClock } from '../../../packages/local-aws/clock';
import { memoryStore } from '../../../packages/local-aws/store';
import { noDatabases } from '../../local/world/no-databases';

const config: LakeferryConfig = {
  environment: { region: 'eu-west-1', account: '111111111111' },
  dynamodb: [{ name: 'shop', tables: ['carts'], publish: [{ table: 'carts', keys: ['id'] }] }],
};
// ahead of this computer, as the time of a runtime is that has been up for a while
const clock = new VirtualClock(Date.parse('2096-11-20T01:00:00Z'));

const home = process.cwd();
const environmentBefore = { ...process.env };
const directory = mkdtempSync(join(tmpdir(), 'lakeferry-dynamodb-'));
let runtime: Runtime;

beforeAll(async () => {
  process.chdir(directory);
  const kept = { directory, store: memoryStore(), clock, databases: noDatabases };
  runtime = await startRuntime({ ...kept, settings: validateConfig(config) });
  const file = join(directory, 'lakeferry.config.ts');
  writeFileSync(file, `export default ${JSON.stringify(config)};\n`);
  announceLocal(runtime.url, file);
});
afterAll(async () => {
  await runtime.close();
  process.chdir(home);
  process.env = environmentBefore;
});

async function run(...words: readonly string[]): Promise<unknown> {
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    const program = new Command('lakeferry').exitOverride();
    registerDynamoDb(program);
    await program.parseAsync(['dynamodb', ...words, '--local', '--json'], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return JSON.parse(printed.join(''));
}

it('catches up what arrived until now, where now is the time of the local runtime', async () => {
  await new DynamoDB(runtime.clientConfig()).putItem({ TableName: 'carts', Item: { id: { S: 'unread' } } });
  await sleep(clock, 60_000);
  expect(await run('catch-up', 'shop', '--from', '2096-11-20T00:00:00Z')).toMatchObject({
    records: 1,
    to: expect.stringMatching(/^2096-11-20T/),
  });
});

it('refuses to publish a date that is not over where the local runtime is', async () => {
  await expect(run('publish', 'shop', '--through', '2096-11-20')).rejects.toThrow(
    /'2096-11-20' is not over in UTC, where it is 2096-11-20/,
  );
});

it.each(['athena', 'duckdb'])(
  'says of a table that was not published yet that it has no state, for %s',
  async (engine) => {
    await expect(run('view', 'shop', '--engine', engine)).rejects.toThrow(
      /^dynamodb_shop\.carts is not in the catalog yet: the first publication/,
    );
  },
);
