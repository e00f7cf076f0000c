import { fieldPath, type Problem } from '../problems';

/** The key of the configuration that lists streams of tables. */
export const DYNAMODB = 'dynamodb';

/** A problem of a field of one entry. */
export const problemAt = (index: number, field: readonly PropertyKey[], value: unknown, fix: string): Problem => ({
  path: fieldPath([DYNAMODB, index, ...field]),
  value,
  fix,
});
