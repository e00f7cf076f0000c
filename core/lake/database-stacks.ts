import { createHash } from 'node:crypto';

/**
 * CloudFormation takes 500 resources a stack, and a database has four. So databases are spread over this many stacks. The number is permanent:
 * with another one databases would move between stacks, and the new stack cannot create what the old one still has (docs/adr/0010).
 */
export const DATABASE_STACKS = 8;

/** Databases in one stack, at most: four resources each, and some thirty of the stack itself. */
export const MAX_DATABASES_IN_A_STACK = 110;

/** The stack of a Glue database, 1 to {@link DATABASE_STACKS}. It follows from the name alone, so no other database's coming or going moves it. */
export const databaseStackOf = (name: string): number =>
  1 + (createHash('sha256').update(name).digest().readUInt32BE(0) % DATABASE_STACKS);

export interface DatabaseStack<Database> {
  readonly number: number;
  readonly databases: readonly Database[];
}

/** The stacks that have a database, by number. */
export function databaseStacks<Database extends { readonly name: string }>(
  databases: readonly Database[],
): DatabaseStack<Database>[] {
  const numbers = [...new Set(databases.map(({ name }) => databaseStackOf(name)))].sort((a, b) => a - b);
  return numbers.map((number) => ({
    number,
    databases: databases.filter(({ name }) => databaseStackOf(name) === number),
  }));
}
