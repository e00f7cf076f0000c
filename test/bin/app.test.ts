import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

it('a mistake in the configuration ends the synthesis with its message, and no stack of calls', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join('bin', 'app.ts')], {
    cwd: ROOT,
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ config: 'lakeferry.demo.config.ts' }) },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^lakeferry\.demo\.config\.ts has 1 problem:\n {2}accounts\.analytics: '222222222222' names account/,
  );
  expect(stderr).not.toMatch(/\n\s+at /);
}, 60_000);
