import { catalogArn } from '../rights/catalog-arns';
import type { Permission, RightsPlace } from '../rights/permission';

/** Rights of a role that fills Glue databases, on some of them: packArns of their databaseArns. */
export const fillCatalog = (place: RightsPlace, databaseArns: readonly string[]): Permission => ({
  actions: FILLING_ACTIONS,
  resources: [catalogArn(place), ...databaseArns],
  because: 'Tables of the databases come to exist while data arrive; their names are not known before.',
});

/** What adds and updates tables and partitions. Nothing deletes. */
const FILLING_ACTIONS = [
  'glue:GetDatabase',
  'glue:GetDatabases',
  'glue:GetTable',
  'glue:GetTables',
  'glue:CreateTable',
  'glue:UpdateTable',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:BatchGetPartition',
  'glue:CreatePartition',
  'glue:BatchCreatePartition',
  'glue:UpdatePartition',
  'glue:BatchUpdatePartition',
];
