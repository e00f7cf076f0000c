import { type Names, namesOf } from '../../deployed-names';
import type { EnvironmentConfig } from '../environment/types';
import { tableName } from './table-name';
import type {
  DeliveryConfig,
  DynamoDbConfig,
  DynamoDbSettings,
  PublishedTableConfig,
  PublishedTableSettings,
  TableStreamConfig,
  TableStreamSettings,
} from './types';

export const DEFAULT_SECONDS = 120;
/** Below it Firehose does not sort by a key of the records. */
export const MIN_MEBIBYTES_BY_CHANGE = 64;
export const MIN_SECONDS_BY_CHANGE = 60;

export const dynamoDbDefaults = ({
  environment,
  dynamodb = [],
  landing = {},
}: DynamoDbConfig & { readonly environment: EnvironmentConfig }): DynamoDbSettings => ({
  dynamodb: dynamodb.map((entry) => entryWithDefaults(entry, namesOf(environment), environment.region)),
  landing,
});

function entryWithDefaults(entry: TableStreamConfig, names: Names, region: string): TableStreamSettings {
  const { name, from, tables = [], stream = {}, delivery = {}, publish = [], ...rest } = entry;
  if (from !== undefined) {
    const roleName = from.roleName ?? deliveryRoleName(names, name, region);
    return { name, from: { ...from, roleName }, publish: publish.map(publishedTable) };
  }
  const settled = deliveryWithDefaults(delivery);
  return {
    name,
    tables: tables.map(tableName),
    ...(rest.to === undefined ? {} : { to: rest.to }),
    stream: { ...stream, retentionDays: stream.retentionDays ?? 7 },
    delivery: settled,
    oldImage: rest.oldImage ?? false,
    network: rest.network ?? 'isolated',
    maxDelayMinutes: rest.maxDelayMinutes ?? delayMinutes(settled),
    publish: publish.map(publishedTable),
    ...(rest.repairHours === undefined ? {} : { repairHours: rest.repairHours }),
  };
}

const publishedTable = ({
  table,
  keys,
  decimals = {},
  columns = [],
  state,
}: PublishedTableConfig): PublishedTableSettings => ({
  table: tableName(table),
  keys,
  decimals,
  columns,
  ...(state === undefined ? {} : { state }),
});

const deliveryWithDefaults = ({ by = 'arrival', seconds, mebibytes }: DeliveryConfig): Required<DeliveryConfig> => ({
  by,
  seconds: seconds ?? DEFAULT_SECONDS,
  mebibytes: mebibytes ?? (by === 'change' ? MIN_MEBIBYTES_BY_CHANGE : 1),
});

/** Firehose waits longer than it is told when it is busy: by half for a sorted file (its developer guide). */
const delayMinutes = ({ seconds }: Required<DeliveryConfig>): number => 11 + 2 * Math.ceil(seconds / 60);

/**
 * By which Firehose writes. Fixed, so that the policies of bucket and key can name it before it is there; with the
 * Region, because roles are the whole account's.
 */
export const deliveryRoleName = (names: Names, entry: string, region: string): string =>
  names.deployed(`delivery-${entry}-${region}`);

/** By which `tell-progress` reads CloudWatch and writes into the landing bucket. Fixed for the same reason. */
export const progressRoleName = (names: Names, entry: string, region: string): string =>
  names.deployed(`progress-${entry}-${region}`);

/** By which `load-rows` writes into the landing bucket. Fixed for the same reason. */
export const loadRoleName = (names: Names, entry: string, region: string): string =>
  names.deployed(`load-${entry}-${region}`);
