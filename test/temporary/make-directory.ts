import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that tests and the code under test write below `tmpdir()` goes into one directory, so that no test has to clean up. */
export function makeDirectory(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'lakeferry-test-'));
}
