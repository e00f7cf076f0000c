import { Fact } from 'aws-cdk-lib/region-info';
import { REGION_EXPORTS } from '../../../../core/config/snapshots/region-exports';
import { type ConfigError, validateConfig } from '../../../../core/config/validate';
import { configWarnings } from '../../../../core/config/warnings';

const AURORA = { kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] };
const LIVE = { ...AURORA, id: 'live', trigger: { schedule: 'cron(0 2 * * ? *)' } };
const INSTANCE = { kind: 'rds-instance', id: 'movies', engine: 'mysql', databases: ['movies'] };

type Source = typeof AURORA | typeof INSTANCE;
const config = (region: string, ...sources: readonly Source[]): object => ({ environment: { region }, sources });

function refusalsOf(region: string, ...sources: readonly Source[]): string[] {
  try {
    validateConfig(config(region, ...sources));
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map(({ path, value, fix }) => `${path}: ${String(value)} ${fix}`);
  }
}

const warningsOf = (region: string, ...sources: readonly Source[]): string[] =>
  configWarnings(validateConfig(config(region, ...sources))).map(({ path, fix }) => `${path} ${fix}`);

it.each<[string, ...Source[]]>([
  ['eu-west-1', AURORA, LIVE, INSTANCE],
  ['cn-northwest-1', AURORA, LIVE, INSTANCE],
  ['cn-north-1', AURORA, INSTANCE],
  ['eu-south-1', AURORA, INSTANCE],
  ['ap-southeast-5', LIVE, INSTANCE],
  ['mx-central-1', LIVE, INSTANCE],
  ['us-gov-west-1', INSTANCE],
])('%s takes what RDS exports there', (region, ...sources) => expect(refusalsOf(region, ...sources)).toEqual([]));

it.each([
  ['cn-north-1', LIVE, /live Aurora clusters.*snapshots: \['automated'\]/],
  ['eu-south-1', LIVE, /live Aurora clusters.*snapshots: \['automated'\]/],
  ['ap-southeast-5', AURORA, /snapshots of Aurora clusters.*schedule: 'cron\(0 2 \* \* \? \*\)'/],
  ['us-gov-west-1', AURORA, /snapshots of Aurora clusters.*copy their snapshots to another Region/],
  ['us-gov-east-1', LIVE, /live Aurora clusters.*another Region/],
])('%s refuses what RDS does not export there, and says what to do', (region, source, message) => {
  const [refusal, ...more] = refusalsOf(region, INSTANCE, source);
  expect(more).toEqual([]);
  expect(refusal).toMatch(new RegExp(`^environment\\.region: ${region} .*sources\\[1\\]`));
  expect(refusal).toMatch(message);
  expect(refusal).toMatch(/2026-11-26: https:\/\/docs\.aws\.amazon\.com/);
});

it('one message names the sources that are concerned, the first five of many', () => {
  const many = Array.from({ length: 8 }, (_, i) => ({ ...AURORA, id: `orders-${i}` }));
  const [refusal, ...more] = refusalsOf('us-gov-west-1', ...many);
  expect(more).toEqual([]);
  expect(refusal).toContain('sources[4] and 3 more');
});

it('warns of a Region that is newer than the table, once for each kind of export', () => {
  expect(warningsOf('me-west-1', AURORA, { ...AURORA, id: 'more' }, INSTANCE)).toEqual([
    expect.stringMatching(/^environment\.region is not in lakeferry's table.*2026-11-26.*snapshots of Aurora clusters/),
    expect.stringMatching(/^environment\.region is not in lakeferry's table.*snapshots of RDS instances/),
  ]);
});

it("warns where AWS's documents disagree", () =>
  expect(warningsOf('us-gov-west-1', INSTANCE)).toEqual([expect.stringMatching(/documents disagree.*RDS instances/)]));

it('is silent about Regions that the table knows', () =>
  expect(warningsOf('eu-west-1', AURORA, LIVE, INSTANCE)).toEqual([]));

it('knows every Region of our partitions that CDK knows, but for those that no RDS page lists yet', () => {
  const ours = Fact.regions.filter((region) => !/iso|eusc/.test(region));
  expect(ours.filter((region) => REGION_EXPORTS[region] === undefined)).toEqual(['me-west-1']);
});
