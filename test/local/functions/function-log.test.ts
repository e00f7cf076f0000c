import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { loadSettings } from '../../../lib/config';
import { logFile } from '../../../local/functions/function-log';
import { startRuntime } from '../../../local/runtime';
import { VirtualClock } from '../../../packages/local-aws/clock';
import { frozenDatabases } from '../world/frozen-databases';

const clock = new VirtualClock(Date.parse('2026-11-20T01:00:00Z'));
const settings = { ...loadSettings({ file: 'lakeferry.demo.config.ts' }), dynamodb: [] };

it('warnings and errors of functions are lines of the file, and what a handler throws is one of them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'function-log-'));
  const file = join(directory, 'functions.log');
  const log = logFile(file, () => clock.now());
  const runtime = await startRuntime({ settings, directory, clock, databases: frozenDatabases(['foo']), log });
  const lambda = new LambdaClient(runtime.clientConfig());
  const names = ['start-export', `open-upload-${settings.replications[0]!.outputs[0]!.name}`];
  for (const name of names) {
    const FunctionName = runtime.place.names.deployed(name);
    await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('null') }));
  }
  await runtime.close();
  log('own').info('left out');
  log('own').warn('kept', { why: 'a field' });
  const common = { timestamp: '2026-11-20T01:00:00.000Z' };
  const thrown = { ...common, level: 'ERROR', message: 'Invoke Error', errorType: 'TypeError' };
  expect(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    ...names.map((name) => ({
      ...thrown,
      service: runtime.place.names.deployed(name),
      errorMessage: expect.any(String),
    })),
    { ...common, level: 'WARN', message: 'kept', service: 'own', why: 'a field' },
  ]);
});
