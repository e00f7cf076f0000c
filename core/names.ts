/** Names that the catalog, functions and machines must agree on, whatever the installation. */

/** As a Glue crawler would name it: lower case; whatever is not a letter, a digit or `_` becomes `_`. */
export const catalogName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9_]/g, '_');

/**
 * Table and folder name in the lake. PostgreSQL's schema `public` and MySQL's repeated database name are dropped,
 * another schema leads: `public.orders` gives `orders`, `sales.orders` gives `sales_orders`. The folder is named as the
 * crawler would name the table.
 */
export const glueTableName = (schema: string | undefined, table: string): string =>
  catalogName(schema === undefined || schema === 'public' ? table : `${schema}_${table}`);

/** The placeholder of a function or machine in ASL: `start-export` gives `StartExport`, used as `${StartExport}`. */
export const pascalCase = (verbNoun: string): string =>
  verbNoun.replace(/(^|-)([a-z0-9])/g, (_match, _dash: string, letter: string) => letter.toUpperCase());
