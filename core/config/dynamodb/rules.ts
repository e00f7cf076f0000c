import { namesOf } from '../../deployed-names';
import type { Placed, Surroundings } from '../branch';
import { judgeKeyRegion } from '../fields';
import { fieldPath, type Problem } from '../problems';
import { partitionOf } from '../region';
import { DEFAULT_SECONDS, deliveryRoleName, MIN_MEBIBYTES_BY_CHANGE, MIN_SECONDS_BY_CHANGE } from './defaults';
import { DYNAMODB, problemAt } from './problem-at';
import { judgePublished } from './publish-rules';
import { judgeTablePlace, tableName } from './table-name';
import type { LandingConfig, TableStreamConfig } from './types';

type PlacedStream = Placed<TableStreamConfig>;

/** Fields that say how this account's tables are streamed. */
const ONLY_WITH_TABLES = ['to', 'stream', 'delivery', 'oldImage', 'network', 'maxDelayMinutes', 'repairHours'] as const;

/** What an entry must be consistent in, and what entries must not share. */
export function judgeTableStreams(
  entries: readonly PlacedStream[],
  { environment, partitionKey }: Surroundings,
): Problem[] {
  return [
    ...judgeSameNames(entries),
    ...judgeSameTables(entries),
    ...entries.flatMap(judgeSides),
    ...entries.flatMap(judgeDelay),
    ...entries.flatMap(judgeSorted),
    ...entries.flatMap((each) => judgePublished(each, partitionKey)),
    ...(environment === undefined ? [] : entries.flatMap((each) => judgePlace(each, environment))),
  ];
}

function judgeSameNames(entries: readonly PlacedStream[]): Problem[] {
  return entries.flatMap(({ index, entry: { name } }) => {
    const first = entries.find(({ entry }) => entry.name === name)!;
    return first.index === index
      ? []
      : [problemAt(index, ['name'], name, `is at ${fieldPath([DYNAMODB, first.index])} already: use another name.`)];
  });
}

/** One stream takes a table's changes. */
function judgeSameTables(entries: readonly PlacedStream[]): Problem[] {
  const seen = new Map<string, string>();
  return entries.flatMap(({ index, entry: { tables = [] } }) =>
    tables.flatMap((table, i): Problem[] => {
      const name = tableName(table);
      const first = seen.get(name);
      if (first === undefined) {
        seen.set(name, fieldPath([DYNAMODB, index, 'tables', i]));
        return [];
      }
      const fix = `is at ${first} already, and DynamoDB sends a table's changes to one Kinesis stream: leave it out here.`;
      return [problemAt(index, ['tables', i], table, fix)];
    }),
  );
}

/** Either this account's tables are streamed, or another account's land here. */
function judgeSides({ index, entry }: PlacedStream): Problem[] {
  const { tables, from } = entry;
  if (tables === undefined && from === undefined) {
    const fix = 'is missing: list tables of this account, or give `from` with the account whose tables land here.';
    return [problemAt(index, ['tables'], undefined, fix)];
  }
  if (from === undefined) return [];
  const here = tables === undefined ? [] : (['tables'] as const);
  return [...here, ...ONLY_WITH_TABLES.filter((field) => entry[field] !== undefined)].map((field) =>
    problemAt(
      index,
      [field],
      entry[field],
      "belongs to the account of the tables, and `from` says that they are another account's: leave one of both out.",
    ),
  );
}

/** Minutes beside the buffer that a delivery takes anyway: the transform gathers records for one. */
const LEAST_BEYOND_BUFFER = 2;

function judgeDelay({ index, entry: { delivery = {}, maxDelayMinutes } }: PlacedStream): Problem[] {
  const { seconds = DEFAULT_SECONDS } = delivery;
  const least = Math.ceil(seconds / 60) + LEAST_BEYOND_BUFFER;
  if (maxDelayMinutes === undefined || maxDelayMinutes >= least) return [];
  const fix = `is too short for a buffer of ${seconds} seconds (delivery.seconds), the alarm would never end: give at least ${least}, or leave it out.`;
  return [problemAt(index, ['maxDelayMinutes'], maxDelayMinutes, fix)];
}

function judgeSorted({ index, entry: { delivery = {} } }: PlacedStream): Problem[] {
  if (delivery.by !== 'change') return [];
  const least = { seconds: MIN_SECONDS_BY_CHANGE, mebibytes: MIN_MEBIBYTES_BY_CHANGE };
  return (['seconds', 'mebibytes'] as const).flatMap((field) => {
    const value = delivery[field];
    if (value === undefined || value >= least[field]) return [];
    const fix = `is too small for by: 'change', of which Firehose wants at least ${least[field]}: raise it, or use by: 'arrival'.`;
    return [problemAt(index, ['delivery', field], value, fix)];
  });
}

/** IAM's limit for the name of a role. */
const MAX_ROLE_CHARS = 64;

function judgePlace({ index, entry }: PlacedStream, environment: NonNullable<Surroundings['environment']>): Problem[] {
  const { region, account } = environment;
  const { name, tables = [], from, to } = entry;
  const names = namesOf(environment);
  const problems = tables.flatMap((table, i): Problem[] => {
    const fix = judgeTablePlace(table, environment) ?? judgeOwnTable(tableName(table), names.deployed(''));
    return fix === undefined ? [] : [problemAt(index, ['tables', i], table, fix)];
  });
  if (from !== undefined && from.account === account) {
    const fix = 'is this account: list its `tables` instead, which land here without `from`.';
    problems.push(problemAt(index, ['from', 'account'], from.account, fix));
  }
  if (to !== undefined && to.account === account) {
    const fix = 'is this account, whose landing bucket is the default: leave `to` out.';
    problems.push(problemAt(index, ['to'], to, fix));
  }
  const keyFix = to === undefined ? undefined : judgeLandingKey(to, region);
  if (keyFix !== undefined) problems.push(problemAt(index, ['to', 'keyArn'], to?.keyArn, keyFix));
  const role = deliveryRoleName(names, name, region);
  if (from?.roleName === undefined && role.length > MAX_ROLE_CHARS) {
    const fix = `would make role '${role}' of ${role.length} characters, IAM takes ${MAX_ROLE_CHARS}: shorten it by ${role.length - MAX_ROLE_CHARS}.`;
    problems.push(problemAt(index, ['name'], name, fix));
  }
  return problems;
}

/** The ledger's changes would be changes of the lake, which are written into the ledger. */
const judgeOwnTable = (name: string, prefix: string): string | undefined =>
  name.startsWith(prefix) ? 'is a table of lakeferry itself: leave it out.' : undefined;

function judgeLandingKey(
  { account, keyArn }: { readonly account: string; readonly keyArn: string },
  region: string,
): string | undefined {
  const owner = keyArn.split(':')[4];
  if (judgeKeyRegion(region)(keyArn) !== undefined) {
    return `is not a key of ${region} (${partitionOf(region)}), where tables and bucket are: give the LandingKeyArn that the other account's stack prints.`;
  }
  return owner === account
    ? undefined
    : `is a key of account ${owner}, and the bucket is of ${account}: give the LandingKeyArn that the stack of ${account} prints.`;
}

/** S3 copies to another Region of the same partition. */
export function judgeLanding(landing: LandingConfig, { environment, isLakeBucket }: Surroundings): Problem[] {
  const { keyArn, replicateTo } = landing;
  const problem = (field: readonly PropertyKey[], value: unknown, fix: string): Problem => ({
    path: fieldPath(['landing', ...field]),
    value,
    fix,
  });
  const problems: Problem[] = [];
  if (replicateTo !== undefined && isLakeBucket(replicateTo.bucket)) {
    const fix = "is the lake's own bucket, where nothing but lakeferry's tables may lie: give another bucket.";
    problems.push(problem(['replicateTo', 'bucket'], replicateTo.bucket, fix));
  }
  const copiesKey = replicateTo === undefined ? undefined : judgeKeyRegion(replicateTo.region)(replicateTo.keyArn);
  if (replicateTo !== undefined && copiesKey !== undefined) {
    const fix = `is not a key of ${replicateTo.region} (${partitionOf(replicateTo.region)}), where the copies lie: give a key of that Region.`;
    problems.push(problem(['replicateTo', 'keyArn'], replicateTo.keyArn, fix));
  }
  if (environment === undefined) return problems;
  if (replicateTo?.account !== undefined && replicateTo.account === environment.account) {
    const fix = 'is this account, which is the default: leave it out.';
    problems.push(problem(['replicateTo', 'account'], replicateTo.account, fix));
  }
  const { region } = environment;
  const own = keyArn === undefined ? undefined : judgeKeyRegion(region)(keyArn);
  if (own !== undefined) problems.push(problem(['keyArn'], keyArn, own));
  if (replicateTo?.region === region) {
    const fix = 'is the Region of the landing bucket itself: give another Region.';
    problems.push(problem(['replicateTo', 'region'], replicateTo.region, fix));
  } else if (replicateTo !== undefined && partitionOf(replicateTo.region) !== partitionOf(region)) {
    const fix = `is in ${partitionOf(replicateTo.region)}, and S3 copies within ${partitionOf(region)} only: give a Region there, or send the files by \`replications\`.`;
    problems.push(problem(['replicateTo', 'region'], replicateTo.region, fix));
  }
  return problems;
}
