import { validateConfig } from '../../../../core/config/validate';
import { problemsOf } from '../problems-of';

type Json = Record<string, unknown>;

const DESTINATION: Json = { bucket: 'partner-in', account: '222222222222', region: 'eu-central-1' };
const OUTPUT: Json = { name: 'partner', destination: DESTINATION, credentials: { mode: 'role', externalId: 'agreed' } };
const REPLICATION: Json = { name: 'files', source: { bucket: 'our-files' }, outputs: [OUTPUT] };
const CHINA: Json = { ...DESTINATION, region: 'cn-north-1' };

const config = (...replications: Json[]): Json => ({ environment: { region: 'eu-west-1' }, replications });
const withOutput = (...changes: Json[]): Json =>
  config({ ...REPLICATION, outputs: changes.map((change) => ({ ...OUTPUT, ...change })) });
const withDestination = (change: Json): Json => withOutput({ destination: { ...DESTINATION, ...change } });

/** The lake is read by the field that is left out, and something writes to a bucket of this name. */
const ontoLake = (bucket: string, lake: Json = {}, environment: Json = {}): Json => ({
  ...config({ ...REPLICATION, source: {}, outputs: [{ ...OUTPUT, destination: { ...DESTINATION, bucket } }] }),
  environment: { region: 'eu-west-1', ...environment },
  lake,
});
const ACCOUNT = { account: '111111111111' };

it('fills in the defaults', () => {
  const [replication] = validateConfig(config(REPLICATION)).replications;
  expect(replication).toEqual({
    name: 'files',
    source: { bucket: 'our-files', prefix: '', events: 'notifications' },
    outputs: [
      {
        name: 'partner',
        destination: { ...DESTINATION, prefix: '', partition: 'aws' },
        credentials: { mode: 'role', externalId: 'agreed', roleName: 'lakeferry-replication-pivot-partner' },
        copy: 'streamed',
        consistency: 'pinned',
        deletes: 'none',
        ignore: [],
        storageClasses: {},
        network: 'none',
        backfill: 'rate(1 hour)',
        maxConcurrency: 10,
        maxLagMinutes: 60,
      },
    ],
  });
});

it("reads the lake's own bucket by EventBridge, and converts with plain line ends", () => {
  const convert = { parquet: 'csv' };
  const [replication] = validateConfig(
    config({ ...REPLICATION, source: {}, outputs: [{ ...OUTPUT, convert }] }),
  ).replications;
  expect(replication!.outputs[0]!.convert).toEqual({ parquet: 'csv', lineEnds: 'lf' });
  expect(replication!.source).toEqual({ prefix: '', events: 'eventbridge' });
});

it.each<[string, Json]>([
  ['another partition by federation', withOutput({ destination: CHINA, credentials: { mode: 'federation' } })],
  ['another partition by keys', withOutput({ destination: CHINA, credentials: { mode: 'keys' } })],
  ['one bucket under two prefixes', withOutput({}, { name: 'b', destination: { ...DESTINATION, prefix: 'b/' } })],
  [
    'a destination beside what is read in the same bucket',
    config({
      ...REPLICATION,
      source: { bucket: 'partner-in', prefix: 'out/' },
      outputs: [{ ...OUTPUT, destination: { ...DESTINATION, prefix: 'in/' } }],
    }),
  ],
  ['no backfill', withOutput({ backfill: 'off' })],
  ["another account's lake", ontoLake('lakeferry-lake-222222222222-eu-west-1', {}, ACCOUNT)],
  [
    'the default name where the lake has another',
    ontoLake('lakeferry-lake-111111111111-eu-west-1', { bucketName: 'x-lake' }),
  ],
  ["another installation's lake", ontoLake('lake', { bucketName: 'lake' }, { name: 'two' })],
  [
    "a prefix of the lake's bucket beside what is read",
    config({
      ...REPLICATION,
      source: { prefix: 'lake/' },
      outputs: [
        { ...OUTPUT, destination: { ...DESTINATION, bucket: 'lakeferry-lake-111111111111-eu-west-1', prefix: 'in/' } },
      ],
    }),
  ],
])('takes %s', (_, written) => expect(problemsOf(written)).toBe(''));

it.each<[string, Json, RegExp]>([
  [
    'a server-side copy by federation',
    withOutput({ destination: CHINA, credentials: { mode: 'federation' }, copy: 'server-side' }),
    /outputs\[0\]\.copy: 'server-side' needs the pivot role.*leave copy out/,
  ],
  [
    'a server-side copy by keys',
    withOutput({ credentials: { mode: 'keys' }, copy: 'server-side' }),
    /outputs\[0\]\.copy: 'server-side' needs the pivot role/,
  ],
  [
    'a role of another partition',
    withOutput({ destination: CHINA }),
    /outputs\[0\]\.credentials: .*\{ mode: 'federation' \}/,
  ],
  [
    'another partition without internet',
    withOutput({ destination: CHINA, credentials: { mode: 'keys' }, network: 'isolated' }),
    /outputs\[0\]\.network: 'isolated' has no way to cn-north-1 in aws-cn/,
  ],
  [
    'another Region without internet',
    withOutput({ network: 'isolated' }),
    /outputs\[0\]\.network: 'isolated' has no way to eu-central-1 in aws: endpoints of a VPC stay within their Region/,
  ],
  [
    'a token in the partition that issued it',
    withOutput({ credentials: { mode: 'federation' } }),
    /outputs\[0\]\.credentials: .* use \{ mode: 'role'/,
  ],
  [
    'an issuer that is no URL',
    withOutput({ destination: CHINA, credentials: { mode: 'federation', issuer: 'tokens.example' } }),
    /credentials\.issuer: 'tokens\.example' is not the URL of an issuer/,
  ],
  [
    "notifications of the lake's own bucket",
    config({ ...REPLICATION, source: { events: 'notifications' } }),
    /source\.events: 'notifications' .* use 'eventbridge'/,
  ],
  [
    "the lake's own bucket by its default name",
    config({ ...REPLICATION, source: { bucket: 'lakeferry-lake-111111111111-eu-west-1' } }),
    /source\.bucket: 'lakeferry-lake-111111111111-eu-west-1' is the lake's own bucket.*: leave bucket out/,
  ],
  [
    "the lake's own bucket by its name",
    { ...config({ ...REPLICATION, source: { bucket: 'x-lake' } }), lake: { bucketName: 'x-lake' } },
    /source\.bucket: 'x-lake' is the lake's own bucket/,
  ],
  [
    "notifications of the lake's own bucket by its name",
    {
      ...config({ ...REPLICATION, source: { bucket: 'x-lake', events: 'notifications' } }),
      lake: { bucketName: 'x-lake' },
    },
    /source\.events: 'notifications' .* use 'eventbridge'/,
  ],
  [
    "a loop onto the lake's default name",
    ontoLake('lakeferry-lake-111111111111-eu-west-1', {}, ACCOUNT),
    /destination\.bucket: 'lakeferry-lake-111111111111-eu-west-1' is what replications\[0\] .* reads: .* instead of a chain\.$/,
  ],
  [
    "what may be a loop onto the lake's default name",
    ontoLake('lakeferry-lake-222222222222-eu-west-1'),
    /is what replications\[0\] .* reads: .* If it is another account's lake, write environment\.account\./,
  ],
  ["a loop onto the lake's name", ontoLake('x-lake', { bucketName: 'x-lake' }), /'x-lake' is what replications\[0\]/],
  [
    "a loop onto the name of an installation's lake",
    ontoLake('lakeferry-two-x-lake', { bucketName: 'x-lake' }, { name: 'two' }),
    /'lakeferry-two-x-lake' is what replications\[0\]/,
  ],
  [
    'a loop over two buckets',
    config(REPLICATION, {
      name: 'back',
      source: { bucket: 'partner-in' },
      outputs: [{ ...OUTPUT, name: 'ours', destination: { ...DESTINATION, bucket: 'our-files' } }],
    }),
    /replications\[0\]\.outputs\[0\]\.destination\.bucket: 'partner-in' is what replications\[1\] \('back'\) reads.*\n.*replications\[1\]/,
  ],
  [
    'a loop within one bucket',
    withDestination({ bucket: 'our-files', prefix: 'copies/' }),
    /'our-files' is what replications\[0\] \('files'\) reads/,
  ],
  [
    'two outputs of one name',
    withOutput({}, { destination: { ...DESTINATION, prefix: 'b/' } }),
    /outputs\[1\]\.name: 'partner' is at replications\[0\]\.outputs\[0\]\.name already/,
  ],
  [
    'two outputs of one place',
    withOutput({}, { name: 'b' }),
    /outputs\[1\]\.destination: .* is where replications\[0\]\.outputs\[0\] writes already/,
  ],
  [
    'two replications of one name',
    config(REPLICATION, {
      ...REPLICATION,
      outputs: [{ ...OUTPUT, name: 'b', destination: { ...DESTINATION, bucket: 'other' } }],
    }),
    /replications\[1\]\.name: 'files' is at replications\[0\]\.name already/,
  ],
  ['a directory bucket', withDestination({ bucket: 'x--euc1-az1--x-s3' }), /is a directory bucket/],
  [
    'an ARN as bucket',
    withDestination({ bucket: 'arn:aws:s3:::partner-in' }),
    /give the name of the bucket, 'partner-in'/,
  ],
  ['a prefix with a slash first', withDestination({ prefix: '/in/' }), /use 'in\/'/],
  [
    'a key of another Region',
    withDestination({ keyArn: 'arn:aws:kms:eu-west-1:222222222222:key/1' }),
    /is not a key of eu-central-1/,
  ],
  ['a short external id', withOutput({ credentials: { mode: 'role', externalId: 'x' } }), /is not a valid external id/],
  [
    'a mode that is none',
    withOutput({ credentials: { mode: 'any' } }),
    /credentials\.mode: 'any' is not one of 'role', 'federation', 'keys'/,
  ],
  ['a pattern that matches nothing', withOutput({ ignore: ['.DS_Store'] }), /use '\*\/\.DS_Store'/],
  [
    'a storage class that is none',
    withOutput({ storageClasses: { STANDARD: 'COLD' } }),
    /'COLD' is not a storage class/,
  ],
  ['no output', config({ ...REPLICATION, outputs: [] }), /outputs: .*give at least one/],
  ['a long name', withOutput({ name: 'a'.repeat(21) }), /at most 20/],
])('refuses %s', (_, written, words) => expect(problemsOf(written)).toMatch(words));
