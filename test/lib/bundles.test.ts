import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dynamoDbDefaults } from '../../core/config/dynamodb/defaults';
import { replicationDefaults } from '../../core/config/replication/defaults';
import { ENV } from '../../functions/shared/env';
import { DEMO_CONFIG, loadSettings } from '../../lib/config';
import { bundledBytes, functionBundle, functionFolders } from '../../lib/shared/bundles';
import { BUDGETS } from './budgets';

const demo = loadSettings({ file: DEMO_CONFIG });
// every variable is 'x' below, the names of an output and of a stream too
const output = { name: 'x', destination: { bucket: 'theirs', account: '222222222222', region: 'eu-west-1' } };
const replications = [{ name: 'x', source: {}, outputs: [{ ...output, credentials: { mode: 'keys' as const } }] }];
const { environment: place } = demo;
const settings = {
  ...demo,
  ...replicationDefaults({ environment: place, replications }),
  ...dynamoDbDefaults({ environment: place, dynamodb: [{ name: 'x', tables: ['x'] }] }),
};

describe.each(functionFolders())('%s', (folder) => {
  it('keeps to its budget', () => expect(bundledBytes(folder)).toBeLessThanOrEqual(BUDGETS[folder] ?? 0));

  it('loads as Lambda loads it, and exports a handler', () => {
    const directory = functionBundle(folder, settings);
    const environment = Object.fromEntries(Object.values(ENV).map((name) => [name, 'x']));
    const kind = execFileSync(process.execPath, ['-p', `typeof require('./index.js').handler`], {
      cwd: directory,
      env: { ...process.env, ...environment, AWS_REGION: 'eu-west-1', LAMBDA_TASK_ROOT: directory },
      encoding: 'utf8',
    });
    expect(kind.trim()).toBe('function');
  });
});

it('has a budget for no function that is gone', () => expect(Object.keys(BUDGETS).sort()).toEqual(functionFolders()));

it('refuses a function that does not exist', () =>
  expect(() => functionBundle('no-such', settings)).toThrow(/functions\/no-such/));

it('carries the settings it is given, and none of an earlier bundle', () => {
  const { environment, lake } = settings;
  functionBundle('crawl-tables', { environment, lake });
  const file = join(functionBundle('crawl-tables', { environment }), 'settings.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ environment });
});

it('compiles once for all processes that share the folder', () => {
  const shared = process.env.LAKEFERRY_COMPILED_FUNCTIONS!;
  bundledBytes('start-export');
  const before = statSync(shared).ino;
  const other = join(dirname(shared), 'compiled-by-others');
  mkdirSync(join(other, 'no-such'), { recursive: true });
  process.env.LAKEFERRY_COMPILED_FUNCTIONS = other;
  try {
    expect(readdirSync(functionBundle('no-such', settings))).toEqual(['settings.json']);
  } finally {
    process.env.LAKEFERRY_COMPILED_FUNCTIONS = shared;
  }
  bundledBytes('plan-copy');
  expect(statSync(shared).ino).toBe(before);
});
