/**
 * How every crawler crawls, wherever it is made. Tables at a fixed level: otherwise tables with similar columns would
 * be merged into one. Partitions take the table's columns, so that a query over dates does not meet two types of one
 * column.
 */
export const crawlerConfiguration = (tableLevel: number): string =>
  JSON.stringify({
    Version: 1.0,
    Grouping: {
      TableLevelConfiguration: tableLevel,
      TableGroupingPolicy: 'CombineCompatibleSchemas',
    },
    CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' } },
  });

/** Only parquet is copied; should anything else get there, it must not become a table. */
export const CRAWLER_EXCLUSIONS = ['**/_SUCCESS', '**.json'];

/**
 * What Lake Formation must allow whoever fills a database, the crawlers' role or the registrar: new tables, and
 * changing those there are. The stacks grant it.
 */
export const FILLING_GRANTS = {
  database: ['CREATE_TABLE', 'DESCRIBE'],
  tables: ['SELECT', 'DESCRIBE', 'ALTER', 'INSERT'],
} as const;
