import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  type CatalogDatabase as Declared,
  isCrawled,
  isDeclared,
  isRegistered,
} from '../../../core/lake/catalog-database';
import type { DatabaseStack } from '../../../core/lake/database-stacks';
import { declaredTables } from '../../../core/lake/declared-tables';
import { LakeferryStack, type LakeferryStackProps } from '../../shared/lakeferry-stack';
import type { LakeStack } from '../lake-stack';
import { CatalogDatabase } from './catalog-database';
import { CrawledDatabase } from './crawled-database';
import { CrawlerRole } from './crawler-role';
import { DeclaredTable } from './declared-table';
import { FillingGrants } from './filling-grants';

export interface DatabasesStackProps extends LakeferryStackProps {
  readonly lake: LakeStack;
  /** Those whose names belong to this stack. */
  readonly part: DatabaseStack<Declared>;
  /** Where rows of DynamoDB arrive. @default no database is over it */
  readonly landing?: IBucket;
}

/**
 * Some databases of the lake in the catalog, and what fills them. A stack holds 500 resources, so the databases have
 * several. Deleting one leaves the data.
 */
export class DatabasesStack extends LakeferryStack {
  /** The databases that stand here. */
  readonly part: DatabaseStack<Declared>;
  readonly #props: DatabasesStackProps;

  constructor(scope: Construct, props: DatabasesStackProps) {
    const { settings, lake, part, landing, ...rest } = props;
    super(scope, `databases-${part.number}`, {
      settings,
      description: 'lakeferry: databases of the lake and their crawlers',
      ...rest,
    });
    this.part = part;
    this.#props = props;
    const crawled = this.addCrawled();
    this.addRegistered(crawled);
    this.addDeclared();
    this.addStackDependency(lake, 'The location is registered there, and the administrator who grants.');
  }

  private addCrawled(): FillingGrants | undefined {
    const { settings, lake, part } = this.#props;
    const crawled = part.databases.filter(isCrawled);
    if (crawled.length === 0) return undefined;
    const { key, lakeBucket, location, crawlerSecurity: securityConfiguration } = lake;
    const { role } = new CrawlerRole(this, 'Crawlers', {
      lakeBucket,
      key,
      catalogKeyArn: settings.lake.catalogKeyArn,
      glueDatabases: crawled.map(({ name }) => name),
    });
    const databases = crawled.map((declared) => {
      const roles = { crawler: role.roleArn, administrators: lake.administrators };
      const about = { location: this.locationOf(declared), roles, crawlerRole: role, securityConfiguration };
      return new CrawledDatabase(this, declared.name, { declared, ...about });
    });
    return new FillingGrants(this, 'CrawlerGrants', { role, location, databases });
  }

  private addRegistered(crawlerGrants: FillingGrants | undefined): void {
    const { lake, part } = this.#props;
    const registered = part.databases.filter(isRegistered);
    if (registered.length === 0) return;
    const role = lake.registrar!;
    const roles = { registrar: role.roleArn, administrators: lake.administrators };
    const databases = registered.map(
      (declared) => new CatalogDatabase(this, declared.name, { declared, location: this.locationOf(declared), roles }),
    );
    const after = crawlerGrants === undefined ? [] : [crawlerGrants];
    new FillingGrants(this, 'RegistrarGrants', { role, databases, after });
  }

  private addDeclared(): void {
    const { settings, lake, part } = this.#props;
    for (const declared of part.databases.filter(isDeclared)) {
      const roles = { administrators: lake.administrators };
      const location = this.locationOf(declared);
      const database = new CatalogDatabase(this, declared.name, { declared, location, roles });
      for (const table of declaredTables(settings, declared)) {
        const at = this.locationOf({ ...table, bucket: declared.bucket });
        new DeclaredTable(database, table.name, { database, declared: table, location: at });
      }
    }
  }

  private locationOf({ bucket, folder }: Pick<Declared, 'bucket' | 'folder'>): string {
    const { lake, landing } = this.#props;
    return (bucket === 'lake' ? lake.lakeBucket : landing!).s3UrlForObject(folder);
  }
}
