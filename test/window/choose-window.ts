import { execFileSync } from 'node:child_process';
import { windowVariables } from './environment';

/** Chooses once for all test files, and prints what plays the same part again. */
export function chooseWindow(): void {
  const variables = windowVariables(process.env, commit());
  Object.assign(process.env, variables);
  const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  process.stderr.write(`Redrive matrix and random runs in part: ${words.join(' ')}\n`);
}

/** Undefined outside a git checkout. */
function commit(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: __dirname, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}
