import { GetCrawlerCommand, type GlueClient } from '@aws-sdk/client-glue';
import type { Settings } from '../../core/config/types';
import { catalogDatabases } from '../../core/lake/catalog-databases';

/**
 * Name of the role that the crawler of a Glue database runs as. Undefined before its stack is deployed. Glue gives it
 * by name or by ARN.
 */
export async function crawlerRoleOf(
  settings: Settings,
  glue: Pick<GlueClient, 'send'>,
  database: string,
): Promise<string | undefined> {
  const found = catalogDatabases(settings).find(({ name }) => name === database);
  if (found === undefined) return undefined;
  try {
    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: found.crawler }));
    return Crawler?.Role?.split('/').at(-1);
  } catch (error) {
    if (error instanceof Error && error.name === 'EntityNotFoundException') return undefined;
    throw error;
  }
}
