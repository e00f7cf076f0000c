/**
 * Names that stacks, functions and the local runtime must agree on. Pure functions of the configuration.
 */

/** Every resource that lakeferry names begins so. */
export const NAME_PREFIX = 'lakeferry';

/** As a Glue crawler would name it: lower case; whatever is not a letter, a digit or `_` becomes `_`. */
export const catalogName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9_]/g, '_');

/** The Glue database of one source database: `orders-eu` and `shop` give `orders_eu_shop`. */
export const glueDatabaseName = (sourceId: string, database: string): string =>
  `${catalogName(sourceId)}_${catalogName(database)}`;

/** One crawler per Glue database: `lakeferry-orders_eu_shop`. */
export const crawlerName = (glueDatabase: string): string => `${NAME_PREFIX}-${glueDatabase}`;

/** The folder of one source database in the lake, with a trailing slash: `<prefix>/<cluster>/<db>/`. */
export const databaseFolder = (lakePrefix: string, sourceId: string, database: string): string =>
  [lakePrefix, sourceId, catalogName(database)].filter((part) => part !== '').join('/') + '/';

/**
 * Table and folder name in the lake. PostgreSQL's schema `public` and MySQL's repeated database name are dropped, another schema leads:
 * `public.orders` gives `orders`, `sales.orders` gives `sales_orders`. The folder is named as the crawler would name the table.
 */
export const glueTableName = (schema: string | undefined, table: string): string =>
  catalogName(schema === undefined || schema === 'public' ? table : `${schema}_${table}`);

/** Function and machine names as deployed: `lakeferry-start-export`. */
export const deployedName = (verbNoun: string): string => `${NAME_PREFIX}-${verbNoun}`;

/** The placeholder of a function or machine in ASL: `start-export` gives `StartExport`, used as `${StartExport}`. */
export const pascalCase = (verbNoun: string): string =>
  verbNoun.replace(/(^|-)([a-z0-9])/g, (_match, _dash: string, letter: string) => letter.toUpperCase());
