import type { Settings } from '../../core/config/types';
import type { Names } from '../../core/deployed-names';
import { LANDING_LOCATION, landingBucketName } from '../../core/dynamodb/landing';
import { lakeBucketNames } from '../../core/lake/buckets';
import { LAKE_READERS, lakeReaders, RAW_READERS, readerRole, rootArn } from '../../core/lake/readers';
import { MACHINES, type MachineName } from '../../core/machines';
import { outputRoles } from '../../core/replication/pivot';
import { copyingRole } from '../../core/replication/rights/server-side';

/** The account and Region that the local runtime plays, and whose names stand there. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly names: Names;
}

export type ServiceRole = 'crawlers' | 'registrar' | 'location' | 'landing-location' | 'events' | 'schedules';

/** Names of what is deployed on this machine: what CDK would have made. */
export interface LocalResources {
  readonly lakeBucket: string;
  readonly rawBucket: string;
  readonly workBucket: string;
  /** Receives the access logs of the other buckets. */
  readonly accessLogBucket: string;
  /** ARNs of who may read files of the lake past Lake Formation. */
  readonly lakeReaders: readonly string[];
  /** ARNs of who may read raw exports. */
  readonly rawReaders: readonly string[];
  readonly ledgerTable: string;
  /** What Lake Formation governs: the lake's folder, or the whole bucket. */
  readonly lakeLocationArn: string;
  /** Where rows of DynamoDB arrive. */
  readonly landingBucket: string;
  /** What Lake Formation governs of it, where they are tables. */
  readonly landingLocationArn: string;
  readonly crawlerSecurity: string;
  readonly exportRoleArn: string;
  readonly keyArn: string;
  /** Of notices and alarms. */
  readonly noticesTopicArn: string;
  /** What everything is deployed as. */
  readonly deployerArn: string;
  /** What each function runs as; apply-governance's is a data lake administrator. */
  readonly functionRoles: Readonly<Record<FunctionName, string>>;
  /** What each machine, the crawlers, Lake Formation and EventBridge act as; `registrar` is commit-publication's. */
  readonly roles: Readonly<Record<MachineName | ServiceRole, string>>;
  readonly machines: Readonly<Record<MachineName, string>>;
}

export const FUNCTIONS = [
  'start-export',
  'describe-export',
  'plan-copy',
  'copy-batch',
  'commit-partitions',
  'judge-databases',
  'crawl-tables',
  'apply-governance',
  'notify-failure',
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const READERS: readonly string[] = [...LAKE_READERS, ...RAW_READERS];

/** What the resources of this configuration are called in this place. Pure, so that everyone can ask. */
export function localResources(
  { lake, replications, dynamodb }: Pick<Settings, 'lake' | 'replications' | 'dynamodb'>,
  place: Place,
): LocalResources {
  const { partition, region, accountId, names } = place;
  const role = (name: string): string => {
    const roleName = READERS.includes(name) ? readerRole(names, name, region) : names.deployed(name);
    return `arn:${partition}:iam::${accountId}:role/${roleName}`;
  };
  const machine = (name: MachineName): string =>
    `arn:${partition}:states:${region}:${accountId}:stateMachine:${names.deployed(name)}`;
  const ofMachines = <T extends string>(arn: (name: MachineName) => T) =>
    Object.fromEntries(MACHINES.map((name) => [name, arn(name)])) as Record<MachineName, T>;
  const buckets = lakeBucketNames(names, { accountId, region }, lake);
  const lakeOutputs = replications
    .filter(({ source }) => source.bucket === undefined)
    .flatMap(({ outputs }) =>
      outputs.flatMap((output) => [outputRoles(place, names, output.name), ...[copyingRole(output) ?? []].flat()]),
    );
  const landing = landingBucketName(names, { accountId, region });
  const folder = lake.prefix === '' ? '' : `/${lake.prefix}`;
  return {
    lakeBucket: buckets.lake,
    rawBucket: buckets.raw,
    workBucket: buckets.work,
    accessLogBucket: buckets.accessLogs,
    lakeReaders: [
      rootArn(place),
      role('location'),
      ...(lake.readers ?? []),
      ...lakeReaders(dynamodb).map(role),
      ...lakeOutputs,
    ],
    rawReaders: [rootArn(place), ...RAW_READERS.map(role)],
    ledgerTable: names.deployed('ledger'),
    lakeLocationArn: `arn:${partition}:s3:::${buckets.lake}${folder}`,
    landingBucket: landing,
    landingLocationArn: `arn:${partition}:s3:::${landing}/${LANDING_LOCATION}`,
    crawlerSecurity: names.deployed('crawlers'),
    exportRoleArn: role('export'),
    keyArn: lake.keyArn ?? `arn:${partition}:kms:${region}:${accountId}:key/00000000-0000-4000-8000-000000000000`,
    noticesTopicArn: `arn:${partition}:sns:${region}:${accountId}:${names.deployed('notices')}`,
    deployerArn: `arn:${partition}:iam::${accountId}:root`,
    functionRoles: Object.fromEntries(FUNCTIONS.map((name) => [name, role(name)])) as Record<FunctionName, string>,
    roles: {
      ...ofMachines(role),
      crawlers: role('crawlers'),
      registrar: role('commit-publication'),
      'landing-location': role('landing-location'),
      location: role('location'),
      events: role('events'),
      schedules: role('schedules'),
    },
    machines: ofMachines(machine),
  };
}

export const functionArn = ({ partition, region, accountId, names }: Place, name: FunctionName): string =>
  `arn:${partition}:lambda:${region}:${accountId}:function:${names.deployed(name)}`;
