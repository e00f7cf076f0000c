interface NamedTable {
  readonly database: string;
  readonly schema?: string;
  readonly table: string;
}

const fullName = ({ database, schema, table }: NamedTable): string =>
  [database, schema, table].filter((part) => part !== undefined).join('.');

/** Two tables of the source would share one folder and one table of the catalog. Nothing is copied. */
export class TableNameCollisionError extends Error {
  override readonly name = 'TableNameCollisionError';
  constructor(glueTable: string, [one, other]: readonly [NamedTable, NamedTable]) {
    super(
      `'${fullName(one)}' and '${fullName(other)}' would both become the table ${glueTable}: the catalog knows lower-case letters, digits and '_' only. ` +
        'Rename one of them in the source, or leave one out of the export with `exportOnly`, and run the snapshot again with "rerun": true.',
    );
  }
}
