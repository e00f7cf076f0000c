// Licences of everything in the lockfile that is installed, and what may not be in a commit: secrets, large files,
// literal partitions.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

const COMPATIBLE =
  /^\(?(Apache-2\.0|MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|CC-BY-3\.0|Python-2\.0|Unlicense|WTFPL|MPL-2\.0|PostgreSQL)\b/;
const LARGEST_FILE_BYTES = 5_000_000;
const problems = [];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '' || entry.link) continue;
  if (entry.deprecated) problems.push(`${path} is deprecated: ${entry.deprecated}`);
  const licence = entry.license ?? licenceOf(path);
  if (licence !== undefined && !COMPATIBLE.test(licence)) problems.push(`${path} has licence ${licence}`);
}

/** Undefined for optional packages of other platforms, which are not installed. */
function licenceOf(path) {
  try {
    const { license, licenses } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'));
    return license?.type ?? license ?? licenses?.[0]?.type ?? 'none';
  } catch {
    return undefined;
  }
}

/**
 * The version of a package that the project and its workspace both name must be one: two copies of a client would be
 * two wire formats.
 */
const manifests = ['package.json', 'packages/local-aws/package.json'].map((path) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path, 'utf8'));
  return { ...dependencies, ...devDependencies };
});
for (const [name, version] of Object.entries(manifests[1])) {
  const other = manifests[0][name] ?? version;
  if (other !== version)
    problems.push(`${name} is ${other} in package.json and ${version} in packages/local-aws/package.json`);
}

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
const SECRET = /AKIA[0-9A-Z]{16}(?<!EXAMPLE)|-----BEGIN [A-Z ]*PRIVATE KEY-----/;
for (const file of tracked) {
  if (statSync(file).size > LARGEST_FILE_BYTES) problems.push(`${file} is over 5 MB`);
  const text = readFileSync(file, 'utf8');
  if (SECRET.test(text)) problems.push(`${file} looks as if it held a secret`);
  if (/^(lib|functions|statemachines|core)\//.test(file) && text.includes('arn:aws:'))
    problems.push(`${file} names a partition: arn:aws:`);
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${Object.keys(lock.packages).length} packages and ${tracked.length} files: nothing to object to.`);
