import fc from 'fast-check';
import { ConfigError, validateConfig } from '../../../core/config/validate';
import { DEMO_CONFIG, loadSettings } from '../../../lib/config';

/** Whatever is written, the answer is settings or a list of problems, never a crash. */

const REPLICATION = {
  name: 'files',
  source: { bucket: 'our-files', prefix: 'out/' },
  outputs: [
    {
      name: 'partner',
      destination: { bucket: 'partner-in', account: '222222222222', region: 'eu-central-1' },
      credentials: { mode: 'role', externalId: 'agreed' },
      ignore: ['*.tmp'],
      convert: { parquet: 'csv' },
    },
  ],
};
const KEY = 'arn:aws:kms:eu-west-1:222222222222:key/1';
const STREAM = {
  name: 'orders',
  tables: ['orders', 'arn:aws:dynamodb:eu-west-1:111111111111:table/customers'],
  to: { account: '222222222222', bucket: 'their-landing', keyArn: KEY },
  stream: { shards: 2, retentionDays: 7 },
  delivery: { by: 'change', seconds: 60, mebibytes: 64 },
};
const LANDING = {
  keyArn: KEY,
  replicateTo: { bucket: 'copies', region: 'eu-central-1', keyArn: 'arn:aws:kms:eu-central-1:222222222222:key/2' },
};
const DEMO = loadSettings({ file: DEMO_CONFIG });
const CONFIG = JSON.parse(
  JSON.stringify({
    ...DEMO,
    environment: { region: 'eu-west-1' },
    replications: [REPLICATION],
    dynamodb: [...DEMO.dynamodb, STREAM],
    landing: LANDING,
  }),
) as Json;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every place in a document: `[]`, `['sources']`, `['sources', 0]`, … */
const placesIn = (value: Json): (string | number)[][] =>
  typeof value !== 'object' || value === null
    ? [[]]
    : [
        [],
        ...Object.entries(value).flatMap(([key, inner]) =>
          placesIn(inner).map((place) => [Array.isArray(value) ? Number(key) : key, ...place]),
        ),
      ];

function replaced(value: Json, [key, ...rest]: readonly (string | number)[], replacement: Json): Json {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string | number, Json>;
  copy[key] = replaced(copy[key]!, rest, replacement);
  return copy as Json;
}

function judge(config: unknown): void {
  try {
    const { sources, replications, dynamodb } = validateConfig(config);
    expect(sources.length + replications.length + dynamodb.length).toBeGreaterThan(0);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { path, fix } of error.problems) {
      expect(path).not.toBe('');
      expect(fix).toMatch(/\.$|\?$/);
    }
  }
}

it('takes the example', () => expect(() => validateConfig(CONFIG)).not.toThrow());

it('any JSON is judged', () => fc.assert(fc.property(fc.jsonValue(), judge)));

it('the example with anything in any place is judged', () => {
  const places = placesIn(CONFIG);
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<Json>('', ' ', 'é', '__proto__', 'constructor', -1, 0, 1e21, [], {}, [null], { '': '' }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), odd, (place, value) => judge(replaced(CONFIG, place, value as Json))),
    { numRuns: process.env.LAKEFERRY_DRAWS === undefined ? 500 : 2000 },
  );
});

it('undefined in any place is judged', () => {
  for (const place of placesIn(CONFIG)) judge(replaced(CONFIG, place, undefined as unknown as Json));
});
