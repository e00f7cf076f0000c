import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Settings } from '../core/config/types';
import type { TagPolicyGrant } from '../core/governance';
import { deployedName } from '../core/names';
import type { Clock } from '../packages/local-aws/clock';
import { loadDatabases, type SourceDatabases, type SourceSpec } from '../packages/local-aws/databases';
import { type Fault, Faults } from '../packages/local-aws/faults';
import { startGateway } from '../packages/local-aws/gateway';
import { startServices } from '../packages/local-aws/services';
import { DurableMap, openStore, type Store } from '../packages/local-aws/store';
import { DEMO_DATA, DEMO_SOURCES } from './demo-databases';
import { deployLocally } from './deploy';
import { type LocalResources, localResources, type Place } from './deploy/resources';
import { registerFunctions } from './functions';

export interface RuntimeOptions {
  readonly settings: Settings;
  /** Everything is kept here; a second start over it goes on where the first ended. */
  readonly directory: string;
  readonly clock: Clock;
  /** @default a free one */
  readonly port?: number;
  /** @default the demo's databases */
  readonly sources?: readonly SourceSpec[];
  /** Stands in for the databases themselves. @default PostgreSQL ones, made of `sources` */
  readonly databases?: SourceDatabases;
  /** @default durable, below the directory */
  readonly store?: Store;
  /** Jitter of the machines' retries. @default Math.random */
  readonly random?: () => number;
}

/** Credentials that a client of the local runtime signs with: they say who asks. */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly forcePathStyle: true;
}

export interface Runtime {
  readonly url: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly resources: LocalResources;
  readonly sourceIds: readonly string[];
  /** For any SDK client; as the lake's own account unless another is named. */
  clientConfig(accountId?: string): LocalClientConfig;
  /**
   * An automated snapshot, announced as RDS would. Resolves with its ARN once the data is frozen. `takenAt` (milliseconds since the epoch) is
   * its SnapshotCreateTime, now by default: RDS may announce one long after, and after a later one.
   */
  takeSnapshot(sourceId: string, takenAt?: number): Promise<string>;
  /** Rows of every table of a snapshot, keyed `database.schema.table`. */
  rowsInSnapshot(snapshotArn: string): Promise<Readonly<Record<string, number>>>;
  /** Rows in parquet objects, counted by DuckDB; only those for which `where` holds. */
  countRows(bucket: string, keys: readonly string[], where?: string): Promise<number>;
  close(): Promise<void>;
}

/** The account that the local runtime plays when the configuration names none. */
export const LOCAL_ACCOUNT = '111111111111';

/** Starts every service behind one port, deploys what the stacks would, and goes on with whatever ran before. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { settings, directory, clock } = options;
  const { partition, region, account: accountId = LOCAL_ACCOUNT } = settings.environment;
  const place: Place = { partition, region, accountId };
  const store = options.store ?? (await openStore(join(directory, 'store')));
  const faults = new Faults();
  const databases =
    options.databases ??
    loadDatabases({
      ...DEMO_DATA,
      directory: join(directory, 'databases'),
      sources: options.sources ?? DEMO_SOURCES,
    });
  const services = await startServices({
    ...place,
    directory,
    clock,
    store,
    faults,
    databases,
    random: options.random,
    keyArn: localResources(place).keyArn,
    functionPrefix: deployedName(''),
  });

  const gateway = await startGateway(
    {
      services: services.coded,
      rawServices: services.raw,
      controls: controls(services, faults),
      identify: services.identify,
      clock,
      faults,
      region,
    },
    options.port,
  );
  const clientConfig = (account: string = accountId): LocalClientConfig => ({
    endpoint: gateway.url,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'local' },
    forcePathStyle: true,
  });
  services.connect(clientConfig());

  const config = clientConfig();
  const sharing = await DurableMap.load<TagPolicyGrant>(store, 'deployed-tag-policies');
  const resources = await clock.hold(() =>
    deployLocally(settings, place, {
      s3: new S3Client(config),
      dynamodb: new DynamoDBClient(config),
      glue: new GlueClient(config),
      analyticsGlue: new GlueClient(clientConfig(settings.accounts.analytics)),
      lakeformation: new LakeFormationClient(config),
      sharing,
      sfn: new SFNClient(config),
      events: new EventBridgeClient(config),
    }),
  );
  registerFunctions({ settings, place, resources, client: config, clock }, services.registerFunction);
  await services.resume();

  return {
    url: gateway.url,
    clock,
    faults,
    resources,
    sourceIds: databases.sources.map((s) => s.id),
    clientConfig,
    takeSnapshot: services.takeSnapshot,
    rowsInSnapshot: services.rowsInSnapshot,
    countRows: services.countRows,
    async close() {
      await gateway.close();
      await services.close();
      databases.close();
      await store.close();
    },
  };
}

/** What `lakeferry snapshot` and `lakeferry fault` ask for. */
function controls(services: Awaited<ReturnType<typeof startServices>>, faults: Faults) {
  return {
    snapshot: async ({ source }: Record<string, unknown>) => ({
      snapshotArn: await services.takeSnapshot(String(source)),
    }),
    fault: async (fault: Record<string, unknown>) => {
      faults.inject(fault as unknown as Fault);
      return { pending: faults.pending() };
    },
  };
}
