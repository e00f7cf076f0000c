import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { governedShop } from '../../packages/local-aws/test/services/lakeformation/world';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'lake-formation.md'), 'utf8');
const [, SCRIPT = ''] = /```sh account\n([\s\S]*?)```/.exec(PAGE) ?? [];
const ROLE = 'arn:aws:iam::111111111111:role/deployer';

describe('the command that adds an administrator', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lakeferry-settings-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Runs the page's script with an `aws` that reads and writes files, as the CLI is told to. */
  function run(settings: object): Record<string, unknown> {
    writeFileSync(join(directory, 'answer.json'), JSON.stringify(settings));
    const aws = `aws() { case "$2" in get-data-lake-settings) cat answer.json;; put-data-lake-settings) cat "\${4#file://}" > put.json;; *) exit 9;; esac; }`;
    const script = SCRIPT.replace(/^ROLE=.*$/m, `ROLE=${ROLE}`);
    execFileSync('bash', ['-euc', `${aws}\n${script}`], { cwd: directory });
    return JSON.parse(readFileSync(join(directory, 'put.json'), 'utf8')) as Record<string, unknown>;
  }

  it('leaves all else as it was, and adds it once', async () => {
    const { lf } = await governedShop({ open: true });
    const other = { DataLakePrincipalIdentifier: 'arn:aws:iam::111111111111:role/other' };
    await lf('PutDataLakeSettings', {
      DataLakeSettings: { ...(await lf('GetDataLakeSettings')).DataLakeSettings, DataLakeAdmins: [other] },
    });
    const { DataLakeSettings: before } = await lf('GetDataLakeSettings');
    const once = run(before);
    await lf('PutDataLakeSettings', { DataLakeSettings: once });
    const { DataLakeSettings: after } = await lf('GetDataLakeSettings');
    expect(after).toEqual({ ...before, DataLakeAdmins: [other, { DataLakePrincipalIdentifier: ROLE }] });
    expect(run(after)).toEqual(once);
  });
});
