import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

const synthesize = (config: string) =>
  spawnSync(process.execPath, ['--import', 'tsx', join('bin', 'app.ts')], {
    cwd: ROOT,
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ config }) },
    encoding: 'utf8',
  });

it.each([
  [
    'with a mistake',
    'lakeferry.demo.config.ts',
    /^lakeferry\.demo\.config\.ts has 3 problems:\n(?:.*\n)*? +accounts\.analytics: '222222222222' names account/,
  ],
  ['that is not there', 'gone.config.ts', /^The configuration .*gone\.config\.ts cannot be loaded: Cannot find module/],
])(
  'a configuration %s ends the synthesis with its message, and no stack of calls',
  (_name, config, message) => {
    const { status, stderr } = synthesize(config);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  },
  60_000,
);
