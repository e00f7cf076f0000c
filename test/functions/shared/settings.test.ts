import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledSettings, SETTINGS_FILE } from '../../../functions/shared/settings';

const lake = { prefix: 'lake', partitionKey: 'date' };
const before = process.env.LAMBDA_TASK_ROOT;

beforeAll(() => {
  process.env.LAMBDA_TASK_ROOT = mkdtempSync(join(tmpdir(), 'task-root-'));
  writeFileSync(join(process.env.LAMBDA_TASK_ROOT, SETTINGS_FILE), JSON.stringify({ lake }));
});
afterAll(() => {
  if (before === undefined) delete process.env.LAMBDA_TASK_ROOT;
  else process.env.LAMBDA_TASK_ROOT = before;
});

it('reads the parts that were bundled', () => expect(bundledSettings('lake')).toEqual({ lake }));

it('names the parts that were not bundled, and where to name them', () =>
  expect(() => bundledSettings('lake', 'sources', 'governance')).toThrow(
    "settings.json of this function lacks sources, governance. Name what it reads in 'reads' of its construct, then deploy again.",
  ));
