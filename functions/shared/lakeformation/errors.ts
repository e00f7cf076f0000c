/** There is no such Glue database. */
export class DatabaseNotFoundError extends Error {
  override readonly name = 'DatabaseNotFoundError';
  constructor(glueDatabase: string, options?: ErrorOptions) {
    super(
      `There is no Glue database ${glueDatabase}. A deployment makes one for each database in \`sources\`: run npx cdk deploy 'lakeferry*-snapshots', then redrive.`,
      options,
    );
  }
}

/** An item of a batch, or a tag of a list, was refused; the call itself was answered with 200. */
export class ChangeRefusedError extends Error {
  override readonly name = 'ChangeRefusedError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** Lists of the account leave out what the tables themselves say, and there are too many tables to ask each. */
export class ListsDisagreeError extends Error {
  override readonly name = 'ListsDisagreeError';
  constructor(glueDatabase: string, table: string, tables: number) {
    super(
      `Lake Formation's lists of the account do not say of ${glueDatabase}.${table} what the table itself says, after three looks, and ${glueDatabase} has ` +
        `${tables} tables, too many to ask each. The lists may lag behind changes of the last minutes: redrive this execution later. If they never ` +
        'agree, keep fewer than 2,000 tables in one database.',
    );
  }
}
