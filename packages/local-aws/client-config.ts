/** Credentials that a client of the local AWS signs with: they say who asks. For any SDK client. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly forcePathStyle: true;
}

/**
 * The SDK's own defaults. Whatever is not named here, each client looks for in the environment and in the profiles of
 * whoever uses this computer: another retry mode or FIPS addresses would change what a local run does. It also costs a
 * fifth of a short run's time.
 */
const SDK_DEFAULTS = {
  maxAttempts: 3,
  retryMode: 'standard',
  defaultsMode: 'legacy',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  useArnRegion: false,
  disableS3ExpressSessionAuth: false,
  disableClockSkewCorrection: false,
  authSchemePreference: [],
  requestChecksumCalculation: 'WHEN_SUPPORTED',
  responseChecksumValidation: 'WHEN_SUPPORTED',
  userAgentAppId: '',
  // A logger without methods: else every call's input and output are copied without their secrets, to be logged
  // nowhere.
  logger: {},
};

/** What a client of this account is built with. The access key is the account's number. */
export const clientConfigOf = (endpoint: string, region: string, account: string): ClientConfig => ({
  ...SDK_DEFAULTS,
  endpoint,
  region,
  credentials: { accessKeyId: account, secretAccessKey: 'local' },
  forcePathStyle: true,
});
