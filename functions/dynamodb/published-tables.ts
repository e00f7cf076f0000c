import type { Settings } from '../../core/config/types';
import { type PublishedTable, publishedTable } from '../../core/dynamodb/publishing/published-table';
import { PublicationInputError } from './publication-errors';

/** Tables of an entry that become partitions. Throws for an entry that publishes none. */
export function publishedTables(
  { dynamodb, lake }: Pick<Settings, 'dynamodb' | 'lake'>,
  entry: string,
): PublishedTable[] {
  const { publish = [] } = dynamodb.find(({ name }) => name === entry) ?? {};
  if (publish.length > 0) return publish.map((each) => publishedTable(each, lake.partitionKey));
  const known = dynamodb.filter((each) => (each.publish ?? []).length > 0).map(({ name }) => `'${name}'`);
  const which = known.length === 0 ? 'an entry that has `publish`' : `one of ${known.join(', ')}`;
  throw new PublicationInputError(
    'entry',
    entry,
    `publishes no table: give ${which}, or add \`publish\` to it and deploy.`,
  );
}
