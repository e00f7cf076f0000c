/** What RDS can export to S3: snapshots, or a live cluster without one. */
export type ExportKind = 'auroraSnapshots' | 'auroraClusters' | 'rdsSnapshots';

/** `unclear`: AWS's own pages contradict each other. */
export type Availability = 'yes' | 'no' | 'unclear';

export type RegionExports = Readonly<Record<ExportKind, Availability>>;

/** The day on which the sources were read. Regions that AWS opened later are not in the table. */
export const REGION_EXPORTS_AS_OF = '2026-11-26';

interface ExportFact {
  /** For messages. */
  readonly what: string;
  readonly source: string;
}

const GUIDES = 'https://docs.aws.amazon.com/AmazonRDS/latest';

/**
 * Within a Region there is no exception by engine: all versions of Aurora MySQL and Aurora PostgreSQL, of RDS for
 * MySQL, MariaDB and PostgreSQL are exported; RDS for Db2, Oracle and SQL Server are exported nowhere.
 */
export const EXPORT_FACTS: Readonly<Record<ExportKind, ExportFact>> = {
  auroraSnapshots: {
    what: 'snapshots of Aurora clusters',
    source: `${GUIDES}/AuroraUserGuide/Concepts.Aurora_Fea_Regions_DB-eng.Feature.ExportSnapshotToS3.html`,
  },
  auroraClusters: {
    what: 'live Aurora clusters without a snapshot',
    source: `${GUIDES}/AuroraUserGuide/Concepts.Aurora_Fea_Regions_DB-eng.Feature.ExportClusterToS3.html`,
  },
  rdsSnapshots: {
    what: 'snapshots of RDS instances',
    source: `${GUIDES}/UserGuide/Concepts.RDS_Fea_Regions_DB-eng.Feature.ExportSnapshotToS3.html`,
  },
};

const EVERYTHING: RegionExports = { auroraSnapshots: 'yes', auroraClusters: 'yes', rdsSnapshots: 'yes' };
const SNAPSHOTS_ONLY: RegionExports = { ...EVERYTHING, auroraClusters: 'no' };
const NO_AURORA_SNAPSHOTS: RegionExports = { ...EVERYTHING, auroraSnapshots: 'no' };
/**
 * The Aurora guide excepts both Regions from snapshot exports (one rendering of the page no longer does) and does not
 * list them for clusters. The RDS guide lists them for instances.
 */
const GOVCLOUD: RegionExports = { auroraSnapshots: 'no', auroraClusters: 'no', rdsSnapshots: 'unclear' };

/**
 * What RDS exports in each Region, from the pages in {@link EXPORT_FACTS}. EventBridge Scheduler, which starts exports
 * of live clusters, is in all of them (Region lists of cfn-lint 1.51.0).
 */
export const REGION_EXPORTS: Readonly<Record<string, RegionExports>> = {
  'af-south-1': SNAPSHOTS_ONLY,
  'ap-east-1': EVERYTHING,
  'ap-east-2': NO_AURORA_SNAPSHOTS,
  'ap-northeast-1': EVERYTHING,
  'ap-northeast-2': EVERYTHING,
  'ap-northeast-3': EVERYTHING,
  'ap-south-1': EVERYTHING,
  'ap-south-2': EVERYTHING,
  'ap-southeast-1': EVERYTHING,
  'ap-southeast-2': EVERYTHING,
  'ap-southeast-3': EVERYTHING,
  'ap-southeast-4': EVERYTHING,
  'ap-southeast-5': NO_AURORA_SNAPSHOTS,
  'ap-southeast-6': NO_AURORA_SNAPSHOTS,
  'ap-southeast-7': NO_AURORA_SNAPSHOTS,
  'ca-central-1': EVERYTHING,
  'ca-west-1': EVERYTHING,
  'cn-north-1': SNAPSHOTS_ONLY,
  'cn-northwest-1': EVERYTHING,
  'eu-central-1': EVERYTHING,
  'eu-central-2': EVERYTHING,
  'eu-north-1': EVERYTHING,
  'eu-south-1': SNAPSHOTS_ONLY,
  'eu-south-2': EVERYTHING,
  'eu-west-1': EVERYTHING,
  'eu-west-2': EVERYTHING,
  'eu-west-3': EVERYTHING,
  'il-central-1': EVERYTHING,
  'me-central-1': EVERYTHING,
  'me-south-1': SNAPSHOTS_ONLY,
  'mx-central-1': NO_AURORA_SNAPSHOTS,
  'sa-east-1': EVERYTHING,
  'us-east-1': EVERYTHING,
  'us-east-2': EVERYTHING,
  'us-gov-east-1': GOVCLOUD,
  'us-gov-west-1': GOVCLOUD,
  'us-west-1': EVERYTHING,
  'us-west-2': EVERYTHING,
};
