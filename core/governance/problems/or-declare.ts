import type { DatabaseRules } from '../model/policy';

/** The way out for a column that is spelled right, and that no row has had yet. Empty where tables take none. */
export const orDeclare = ({ columnsAt }: Pick<DatabaseRules, 'columnsAt'>, column: string): string =>
  columnsAt === undefined
    ? ''
    : `, or, if no row has had it yet, add '${column}' to ${columnsAt}, deploy, and publish again (npx lakeferry dynamodb publish)`;
