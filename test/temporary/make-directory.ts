import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the tests and the code under test write below `tmpdir()` goes into one directory, so that none of them has to clean up. */
export default function makeDirectory(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'lakeferry-test-'));
}
