import type { Rights } from '../../authorization/rights';

interface Input {
  readonly CatalogId?: string;
  readonly Name?: string;
  readonly DatabaseName?: string;
  readonly TableName?: string;
  readonly DatabaseInput?: { readonly Name?: string };
  readonly TableInput?: { readonly Name?: string };
}

/** Service Authorization Reference, "AWS Glue": catalog, database and table are each asked for. */
export const glueRights =
  (partition: string): Rights =>
  async (operation, input: Input, { accountId, region }) => {
    const owner = input.CatalogId ?? accountId;
    const arn = (resource: string): string => `arn:${partition}:glue:${region}:${owner}:${resource}`;
    const needed = (...resources: string[]) =>
      resources.map((resource) => ({ action: `glue:${operation}`, resource: arn(resource) }));
    if (/Crawler(Schedule)?$/.test(operation)) return needed(`crawler/${input.Name ?? ''}`);
    if (/^(Get|Create|Update|Delete)Database$/.test(operation))
      return needed('catalog', `database/${input.Name ?? input.DatabaseInput?.Name ?? ''}`);
    if (operation === 'GetDatabases') return needed('catalog');
    if (operation === 'GetTableVersions') {
      const table = `${input.DatabaseName}/${input.TableName}`;
      return needed('catalog', `database/${input.DatabaseName}`, `table/${table}`, `tableVersion/${table}/*`);
    }
    if (/Tables?$|Partitions?$/.test(operation) && input.DatabaseName !== undefined) {
      const table = input.TableName ?? input.Name ?? input.TableInput?.Name ?? '*';
      return needed('catalog', `database/${input.DatabaseName}`, `table/${input.DatabaseName}/${table}`);
    }
    return undefined;
  };
