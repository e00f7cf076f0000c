import type { Construct } from 'constructs';
import type { CatalogDatabase as Declared } from '../../core/lake/catalog-database';
import type { DatabaseStack } from '../../core/lake/database-stacks';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { CatalogDatabase } from './catalog-database';
import { CrawlerGrants } from './crawler-grants';
import { CrawlerRole } from './crawler-role';
import type { LakeStack } from './lake-stack';

export interface DatabasesStackProps extends LakeferryStackProps {
  readonly lake: LakeStack;
  /** Those whose names belong to this stack. */
  readonly part: DatabaseStack<Declared>;
}

/**
 * Some databases of the lake in the catalog, and their crawlers. A stack holds 500 resources, so the databases have
 * several. Deleting one leaves the data.
 */
export class DatabasesStack extends LakeferryStack {
  constructor(scope: Construct, { settings, lake, part, ...props }: DatabasesStackProps) {
    super(scope, `databases-${part.number}`, {
      settings,
      description: 'lakeferry: databases of the lake and their crawlers',
      ...props,
    });
    const { key, lakeBucket, location, crawlerSecurity: securityConfiguration } = lake;
    const glueDatabases = part.databases.map(({ name }) => name);
    const { role } = new CrawlerRole(this, 'Crawlers', {
      lakeBucket,
      key,
      catalogKeyArn: settings.lake.catalogKeyArn,
      glueDatabases,
    });
    const shared = {
      lakeBucket,
      crawlerRole: role,
      securityConfiguration,
      administrators: lake.administrators,
    };
    const databases = part.databases.map(
      (declared) => new CatalogDatabase(this, declared.name, { declared, ...shared }),
    );
    new CrawlerGrants(this, 'CrawlerGrants', { role, location, databases });
    this.addStackDependency(lake, 'The location is registered there, and the administrator who grants.');
  }
}
