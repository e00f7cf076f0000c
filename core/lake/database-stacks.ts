import { createHash } from 'node:crypto';

/**
 * CloudFormation takes 500 resources a stack, and a database has four. So databases are spread over this many stacks.
 * The number is permanent: with another one databases would move between stacks, and the new stack cannot create what
 * the old one still has (docs/adr/0010).
 */
export const DATABASE_STACKS = 8;

/** Databases in one stack, at most: four resources each, and some thirty of the stack itself. */
export const MAX_DATABASES_IN_A_STACK = 110;

/**
 * Stacks of the analysts' account, as permanent. A database has more there: a link, and for each analyst a grant on it
 * and on each filter.
 */
export const ANALYST_STACKS = 32;

/** Links to databases and grants on them in one stack of the analysts' account. */
export const MAX_LINKS_AND_GRANTS_IN_A_STACK = 450;

/**
 * The stack of a Glue database, from 1. It follows from the name alone, so no other database's coming or going moves
 * it.
 */
export const databaseStackOf = (name: string, stacks: number): number =>
  1 + (createHash('sha256').update(name).digest().readUInt32BE(0) % stacks);

export interface DatabaseStack<Database> {
  readonly number: number;
  readonly databases: readonly Database[];
}

/** The stacks that have a database, by number. */
export function databaseStacks<Database extends { readonly name: string }>(
  databases: readonly Database[],
  stacks: number = DATABASE_STACKS,
): DatabaseStack<Database>[] {
  const numbers = [...new Set(databases.map(({ name }) => databaseStackOf(name, stacks)))].sort((a, b) => a - b);
  return numbers.map((number) => ({
    number,
    databases: databases.filter(({ name }) => databaseStackOf(name, stacks) === number),
  }));
}
