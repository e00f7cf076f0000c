import { publishesAnything } from '../config/dynamodb/catalog-databases';
import type { Settings } from '../config/types';
import { namesOf } from '../deployed-names';
import { LANDING_LOCATION, landingBucketName } from '../dynamodb/landing';
import { landingReaders } from '../dynamodb/landing-readers';
import { outputRoles } from '../replication/pivot';
import { copyingRole } from '../replication/rights/server-side';
import type { RightsPlace } from '../rights/permission';
import { lakeBucketNames } from './buckets';
import { lakeReaders, RAW_READERS, readerRoleArn, rootArn } from './readers';

/** A bucket that holds files with values of the databases, and who reads it past Lake Formation. */
export interface FileBucket {
  readonly name: string;
  readonly partition: string;
  /** ARNs. Of the lake and the landing bucket, the role that Lake Formation reads with comes on top. */
  readonly readers: readonly string[];
  /** `bucket/prefix` that the stacks register with Lake Formation. @default none of it */
  readonly location?: string;
}

/** What says where files are and who reads them. */
export type FileSettings = Pick<Settings, 'dynamodb' | 'environment' | 'lake' | 'landing' | 'replications'>;

/** The lake, the raw bucket and, where its rows are tables, the landing bucket, as their policies have it. */
export function fileBuckets(
  settings: FileSettings,
  accountId: string,
): Readonly<Record<'lake' | 'raw', FileBucket>> & { readonly landing?: FileBucket } {
  const { environment, lake, replications } = settings;
  const { partition, region } = environment;
  const place: RightsPlace = { partition, region, accountId };
  const names = namesOf(environment);
  const buckets = lakeBucketNames(names, place, lake);
  const outputs = replications
    .filter(({ source }) => source.bucket === undefined || source.bucket === buckets.lake)
    .flatMap((replication) => replication.outputs);
  const roles = (readers: readonly string[]): string[] => [
    rootArn(place),
    ...readers.map((name) => readerRoleArn(names, name, place)),
  ];
  return {
    lake: {
      name: buckets.lake,
      partition,
      readers: [
        ...roles(lakeReaders(settings.dynamodb)),
        ...(lake.readers ?? []),
        ...outputs.map(({ name }) => outputRoles(place, names, name)),
        ...outputs.flatMap((output) => copyingRole(output) ?? []),
      ],
      location: lake.prefix === '' ? buckets.lake : `${buckets.lake}/${lake.prefix}`,
    },
    raw: { name: buckets.raw, partition, readers: roles(RAW_READERS) },
    ...(publishesAnything(settings) ? { landing: landingFiles(settings, place) } : {}),
  };
}

function landingFiles(settings: FileSettings, place: RightsPlace): FileBucket {
  const name = landingBucketName(namesOf(settings.environment), place);
  const readers = [rootArn(place), ...landingReaders(settings, place)];
  return { name, partition: place.partition, readers, location: `${name}/${LANDING_LOCATION}` };
}
