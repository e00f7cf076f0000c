import { type GlueClient, paginateGetPartitions } from '@aws-sdk/client-glue';

/** Where the partitions of a table are at this moment, each with a slash at its end. */
export async function partitionFolders(client: GlueClient, DatabaseName: string, TableName: string): Promise<string[]> {
  const folders: string[] = [];
  const asked = { DatabaseName, TableName, ExcludeColumnSchema: true };
  for await (const { Partitions = [] } of paginateGetPartitions({ client }, asked)) {
    for (const { StorageDescriptor } of Partitions) folders.push(StorageDescriptor!.Location!.replace(/\/?$/, '/'));
  }
  return folders.sort();
}
