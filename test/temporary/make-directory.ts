import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Everything that tests and the code under test write below `tmpdir()` goes into one directory, so that no test has to
 * clean up.
 */
export function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lakeferry-test-'));
  process.env.TMPDIR = directory;
  return directory;
}
