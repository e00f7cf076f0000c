import { isCrawled, isRegistered } from './catalog-database';
import { catalogDatabases, type DeclaringSettings } from './catalog-databases';

/**
 * Folders of the lake whose partitions `lake.expirePartitionsAfterDays` lets expire. The history of DynamoDB tables is
 * kept, because the current state of an item that did not change stands in its oldest partition; their daily states may
 * go. S3's rules cannot leave a folder out, so the others are named: 880 at most (database-stacks.ts), and a bucket has
 * 1,000 rules.
 */
export function expiringFolders(settings: DeclaringSettings): string[] {
  const databases = catalogDatabases(settings);
  const { prefix } = settings.lake;
  if (!databases.some(isRegistered)) return [prefix === '' ? '' : `${prefix}/`];
  return databases.flatMap((database) => {
    if (isCrawled(database)) return [database.folder];
    return isRegistered(database) && database.expiringFolder !== undefined ? [database.expiringFolder] : [];
  });
}
