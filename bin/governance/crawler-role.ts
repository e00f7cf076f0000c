import { GetCrawlerCommand, type GlueClient } from '@aws-sdk/client-glue';
import type { Settings } from '../../core/config/types';
import { catalogDatabases } from '../../core/lake/catalog-databases';

/** Name of the role that all crawlers run as. Undefined before the lake stack is deployed. Glue gives it by name or by ARN. */
export async function crawlerRoleOf(settings: Settings, glue: GlueClient): Promise<string | undefined> {
  const [first] = catalogDatabases(settings);
  if (first === undefined) return undefined;
  try {
    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: first.crawler }));
    return Crawler?.Role?.split('/').at(-1);
  } catch (error) {
    if (error instanceof Error && error.name === 'EntityNotFoundException') return undefined;
    throw error;
  }
}
