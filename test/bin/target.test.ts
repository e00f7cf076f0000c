import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceLocal, chooseTarget } from '../../bin/target';
import { type Aws, startAws } from '../../packages/local-aws/start-aws';

const directory = mkdtempSync(join(tmpdir(), 'lakeferry-target-'));
const kept = { ...process.env };
let aws: Aws;

beforeAll(async () => {
  aws = await startAws({ services: ['sts'], accountId: '111111111111' });
});
beforeEach(() => {
  process.env = { ...kept, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_ENDPOINT_URL: aws.url };
  delete process.env.AWS_REGION;
});
afterAll(async () => {
  process.env = kept;
  await aws.close();
});

function configFile(environment: object): string {
  const file = join(mkdtempSync(join(directory, 'config-')), 'lakeferry.config.ts');
  const sources = [{ kind: 'rds-instance', id: 'orders', engine: 'mysql', databases: ['shop'] }];
  writeFileSync(file, `export default ${JSON.stringify({ environment, sources })};`);
  return file;
}

it("commands ask the configuration's Region, whatever the shell's is", async () => {
  process.env.AWS_REGION = 'us-east-1';
  await chooseTarget({ config: configFile({ region: 'eu-north-1' }) });
  expect(process.env.AWS_REGION).toBe('eu-north-1');
});

it("credentials of the configuration's account are taken", async () => {
  const config = configFile({ region: 'eu-north-1', account: '111111111111' });
  expect((await chooseTarget({ config })).environment.account).toBe('111111111111');
});

it('credentials of another account are refused', () =>
  expect(chooseTarget({ config: configFile({ region: 'eu-north-1', account: '210987654321' }) })).rejects.toThrow(
    "environment.account is '210987654321', but the credentials are those of account 111111111111. " +
      'Use credentials of 210987654321, for example AWS_PROFILE=<profile>, or correct the configuration.',
  ));

it('with --local, commands read the configuration that the local runtime runs', async () => {
  const local = mkdtempSync(join(directory, 'local-'));
  announceLocal(aws.url, configFile({ region: 'eu-north-1', name: 'second' }), local);
  delete process.env.AWS_ENDPOINT_URL;
  expect((await chooseTarget({ local: true }, local)).environment.name).toBe('second');
  expect(process.env.AWS_ENDPOINT_URL).toBe(aws.url);
});

it('without a local runtime, --local says how to start one', () =>
  expect(chooseTarget({ local: true }, mkdtempSync(join(directory, 'empty-')))).rejects.toThrow('npm run local'));

it('commands print on standard error what may go wrong with the configuration', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    await chooseTarget({ config: configFile({ region: 'me-west-1' }) });
    expect(stderr.mock.calls.map(([line]) => line)).toEqual([
      expect.stringMatching(/^Warning: environment\.region: 'me-west-1' is not in lakeferry's table of Regions.*\n$/),
    ]);
  } finally {
    stderr.mockRestore();
  }
});
