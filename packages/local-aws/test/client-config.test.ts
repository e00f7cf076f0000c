import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { clientConfigOf } from '../client-config';

const OTHERS = {
  AWS_MAX_ATTEMPTS: '9',
  AWS_RETRY_MODE: 'adaptive',
  AWS_DEFAULTS_MODE: 'mobile',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
};
const before = { ...process.env };
beforeEach(() => Object.assign(process.env, OTHERS));
afterEach(() => {
  for (const name of Object.keys(OTHERS)) delete process.env[name];
  Object.assign(process.env, before);
});

const clientConfig = clientConfigOf('http://127.0.0.1:1', 'eu-west-1', '111111111111');

/** The SDK keeps some options as they were given, and makes providers of the rest. */
const resolved = (option: unknown): unknown => (typeof option === 'function' ? option() : option);

it('leaves nothing to the environment', async () => {
  const { config } = new GlueClient(clientConfig);
  expect({
    attempts: await config.maxAttempts(),
    retryMode: await resolved(config.retryMode),
    defaultsMode: await resolved(config.defaultsMode),
    isFips: await config.useFipsEndpoint(),
    isDualstack: await config.useDualstackEndpoint(),
  }).toEqual({
    attempts: 3,
    retryMode: 'standard',
    defaultsMode: 'legacy',
    isFips: false,
    isDualstack: false,
  });
  expect(await new S3Client(clientConfig).config.requestChecksumCalculation()).toBe('WHEN_SUPPORTED');
});

it('gives way to what a caller sets', async () => {
  const { config } = new GlueClient({ ...clientConfig, maxAttempts: 1 });
  expect(await config.maxAttempts()).toBe(1);
});
