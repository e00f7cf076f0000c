/** Names that the catalog, functions and machines must agree on, whatever the installation. */

import { createHash } from 'node:crypto';

/** As a Glue crawler would name it: lower case; whatever is not a letter, a digit or `_` becomes `_`. */
export const catalogName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9_]/g, '_');

/**
 * Table and folder name in the lake. PostgreSQL's schema `public` and MySQL's repeated database name are dropped,
 * another schema leads: `public.orders` gives `orders`, `sales.orders` gives `sales_orders`. The folder is named as the
 * crawler would name the table. A name in another script than Latin would be all `_`, as every other one: it becomes
 * what is Latin of it, else `table`, and a hash.
 */
export function glueTableName(schema: string | undefined, table: string): string {
  const name = schema === undefined || schema === 'public' ? table : `${schema}_${table}`;
  if (!OTHER_SCRIPT.test(name)) return catalogName(name);
  const latin = catalogName(name).replace(/_+/g, '_').replace(/^_|_$/g, '');
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_DIGITS);
  return `${latin === '' ? 'table' : latin}_${hash}`;
}

const OTHER_SCRIPT = /(?!\p{Script=Latin})\p{L}/u;
/** Hex digits: among 1,000 tables two share them once in 9,000 databases. */
const HASH_DIGITS = 8;

/** The placeholder of a function or machine in ASL: `start-export` gives `StartExport`, used as `${StartExport}`. */
export const pascalCase = (verbNoun: string): string =>
  verbNoun.replace(/(^|-)([a-z0-9])/g, (_match, _dash: string, letter: string) => letter.toUpperCase());
