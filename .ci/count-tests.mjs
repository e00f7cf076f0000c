// The summary line of one or two runs of the suite, given as jest's JSON reports. A test counts once; it has failed if
// it failed in any run.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const statuses = new Map();
const reports = process.argv
  .slice(2)
  .filter(existsSync)
  .map((file) => JSON.parse(readFileSync(file, 'utf8')));
for (const { name, assertionResults, message } of reports.flatMap(({ testResults }) => testResults)) {
  const file = relative('.', name);
  // A file that does not load has no tests, only a message.
  if (assertionResults.length === 0 && message !== '') statuses.set(file, 'failed');
  const seen = new Map();
  for (const { fullName, status } of assertionResults) {
    // Rows of a table may share a title.
    seen.set(fullName, (seen.get(fullName) ?? 0) + 1);
    const test = `${file} ${fullName} ${seen.get(fullName)}`;
    if (statuses.get(test) !== 'failed') statuses.set(test, status);
  }
}
const count = (wanted) => [...statuses.values()].filter((status) => status === wanted).length;
console.log(`Tests: ${count('passed')} passed, ${count('failed')} failed`);
if (count('passed') === 0 || count('failed') > 0) process.exitCode = 1;
