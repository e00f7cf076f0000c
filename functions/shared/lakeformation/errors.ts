/** There is no such Glue database. */
export class DatabaseNotFoundError extends Error {
  override readonly name = 'DatabaseNotFoundError';
  constructor(glueDatabase: string, options?: ErrorOptions) {
    super(
      `There is no Glue database ${glueDatabase}. The lake stack makes one for each database in \`sources\`: deploy it, then redrive.`,
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
